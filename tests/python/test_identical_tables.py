"""Tables depend on the source files and the vars, and on nothing else."""

from pathlib import Path

import duckdb
import pytest
from conftest import SAMPLE_DIR, TABLES_ONLY, Build, build

ALL_TABLES = "select table_schema || '.' || table_name from information_schema.tables order by all"
# What is as of a date; the other marts describe every order there is.
AS_OF_TABLES = [
    "customer_features",
    "customer_rfm",
    "customer_segments",
    "kmeans_centroids",
    "rfm_cut_points",
    "segment_profiles",
    "segmentation_models",
]


def table_hashes(built: Build) -> dict[str, tuple]:
    """Hash every row of every table; the sum does not depend on the order of the rows."""
    return {
        table: built.rows(f"select count(*), sum(hash(t)) from {table} as t")[0]
        for (table,) in built.rows(ALL_TABLES)
    }


def copy_files(target: Path, edit_query) -> None:
    """Write each file of the sample anew, with the rows that edit_query(table, path) selects."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(SAMPLE_DIR.glob("*.csv")):
        source = f"read_csv('{path}', all_varchar = true, header = true, quote = '\"')"
        query = edit_query(path.stem, source)
        duckdb.sql(f"copy ({query}) to '{target / path.name}' (header, quote '\"')")


def test_a_second_build_is_identical(sample: Build, builds_dir: Path) -> None:
    again = build(*TABLES_ONLY, "--threads", "1", work_dir=builds_dir / "again")
    assert table_hashes(again) == table_hashes(sample)


def test_shuffled_rows_in_parquet_change_no_table(sample: Build, builds_dir: Path) -> None:
    shuffled_dir = builds_dir / "shuffled_files"
    shuffled_dir.mkdir(parents=True, exist_ok=True)
    for path in sorted(SAMPLE_DIR.glob("*.csv")):
        # with the types that DuckDB finds, as an export to Parquet would have them
        types = "types = {'price': 'decimal(10,2)'}, " if "order_items" in path.stem else ""
        query = f"from read_csv('{path}', {types}header = true, quote = '\"') as t order by hash(t)"
        duckdb.sql(f"copy ({query}) to '{shuffled_dir / path.stem}.parquet'")
    shuffled = build(
        *TABLES_ONLY,
        work_dir=builds_dir / "shuffled",
        data_dir=shuffled_dir,
        OLIST_FILE_FORMAT="parquet",
    )
    assert table_hashes(shuffled) == table_hashes(sample)


@pytest.fixture(scope="module")
def cut_date(sample: Build) -> str:
    """Return a date at two thirds of the history."""
    ((date,),) = sample.rows(
        "select cast(quantile_disc(purchase_date, 0.67) as varchar) from marts.fct_orders"
    )
    return date


def test_later_orders_do_not_change_the_past(builds_dir: Path, cut_date: str) -> None:
    orders = SAMPLE_DIR / "olist_orders_dataset.csv"
    kept = f"from read_csv('{orders}') where cast(order_purchase_timestamp as date) <= '{cut_date}'"

    def as_known_then(table: str, source: str) -> str:
        """Leave out later orders and reviews, and blank later deliveries."""
        key = {
            "olist_orders_dataset": "order_id",
            "olist_order_items_dataset": "order_id",
            "olist_order_payments_dataset": "order_id",
            "olist_order_reviews_dataset": "order_id",
            "olist_customers_dataset": "customer_id",
        }.get(table)
        columns, conditions = "*", [f"{key} in (select {key} {kept})"] if key else ["true"]
        if table == "olist_orders_dataset":
            delivered = "order_delivered_customer_date"
            known = f"case when {delivered} < '{cut_date} 24' then {delivered} end"
            columns = f"* replace ({known} as {delivered})"
        if table == "olist_order_reviews_dataset":
            conditions.append(f"review_answer_timestamp < '{cut_date} 24'")
        return f"select {columns} from {source} where {' and '.join(conditions)}"

    cut_dir = builds_dir / "cut_files"
    copy_files(cut_dir, as_known_then)
    policy = {"as_of_date": cut_date}
    models = ("--select", *(f"+{table}" for table in AS_OF_TABLES))
    cut = build(*TABLES_ONLY, *models, work_dir=builds_dir / "cut", data_dir=cut_dir, policy=policy)
    whole = build(*TABLES_ONLY, *models, work_dir=builds_dir / "as_of", policy=policy)

    assert cut.rows("select count(*) from marts.fct_orders") != whole.rows(
        "select count(*) from marts.fct_orders"
    )
    for table in AS_OF_TABLES:
        query = f"select count(*), sum(hash(t)) from marts.{table} as t"
        assert cut.rows(query) == whole.rows(query), table
