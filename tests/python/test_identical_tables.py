"""Tables depend on the source files and the vars, and on nothing else."""

import shutil
from pathlib import Path

import duckdb

from conftest import SAMPLE_DIR, TABLES_ONLY, Build, build, hash_of, table_hashes

NAME_FILES = {
    *("staging.stg_olist__files", "staging.shop_olist__files"),
    *("intermediate.int_input_rows", "marts.input_rows"),
}


def test_a_build_from_shuffled_parquet_in_one_thread_is_identical(
    sample: Build, builds_dir: Path
) -> None:
    shuffled_dir = builds_dir / "shuffled_files"
    shuffled_dir.mkdir(parents=True, exist_ok=True)
    for path in sorted(SAMPLE_DIR.glob("*.csv")):
        if path.stem == "suppressions":
            # kept by hand, always CSV
            shutil.copy(path, shuffled_dir)
            continue
        # with the types that DuckDB finds, as an export to Parquet would have them
        types = "types = {'price': 'decimal(10,2)'}, " if "order_items" in path.stem else ""
        query = f"from read_csv('{path}', {types}header = true, quote = '\"') as t order by hash(t)"
        duckdb.sql(f"copy ({query}) to '{shuffled_dir / path.stem}.parquet'")
    shuffled = build(
        *TABLES_ONLY,
        "--threads",
        "1",
        work_dir=builds_dir / "shuffled",
        data_dir=shuffled_dir,
        OLIST_FILE_FORMAT="parquet",
    )
    # but for what the files are called, and how rows of CSV begin
    found, expected = (
        {table: hashes for table, hashes in table_hashes(built).items() if table not in NAME_FILES}
        for built in (shuffled, sample)
    )
    assert found == expected
    counts = "select * exclude (file) from marts.input_rows"
    assert hash_of(shuffled, counts) == hash_of(sample, counts)
