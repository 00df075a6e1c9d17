"""Build into a directory of its own, and make it public by one rename if all is well.

make build [VARS='{kmeans_cluster_count: 5}']

See published.py for the directories. Readers of the public database are never in the way, and see
a build as a whole: its database and, as Parquet, its public tables. What comes of a build that
failed, or was killed, nobody sees.
"""

import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from traceback import format_exc

import duckdb

import build
from build_log import (
    described_file,
    fingerprints,
    logged_files,
    quoted,
    source_files,
    write_log,
)
from completeness import losses
from published import DATABASE, BusyError, Published

# Text that a spreadsheet would take for a formula.
FORMULA = "^[=+\\-@\t\r\n]"


class UnfitError(Exception):
    """The build passed its tests, and must not be published all the same; says why."""


def connect(database: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open a database, or one in memory, within the memory limit of a build; see profiles.yml."""
    config = {
        "memory_limit": os.environ.get("SEGMENTATION_MEMORY_LIMIT", "2GB"),
        "storage_compatibility_version": "v1.0.0",
    }
    return duckdb.connect(str(database or ":memory:"), config=config)


def carry_over(old: Path, new: Path) -> None:
    """Copy to a new database what no file of the shop tells: snapshots, and the log of builds."""
    with connect(new) as con:
        con.execute(f"attach {quoted(old)} as old (read_only)")
        for schema, table in con.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'old' "
            "and (schema_name = 'snapshots' or table_name = 'build_log')"
        ).fetchall():
            con.execute(f'create schema if not exists "{schema}"')
            con.execute(f'create table "{schema}"."{table}" as from old."{schema}"."{table}"')


def export(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write every public table as Parquet; text that a spreadsheet would run gets an apostrophe."""
    folder.mkdir()
    for (table,) in con.execute(
        "select table_name from duckdb_tables() where schema_name = 'marts' order by all"
    ).fetchall():
        columns = con.execute(f"describe marts.{table}").fetchall()
        texts = [
            f"""case when regexp_matches("{name}", {quoted(FORMULA)}) then chr(39) || "{name}" """
            f"""else "{name}" end as "{name}\""""
            for name, kind, *_ in columns
            if kind == "VARCHAR"
        ]
        replaced = f" replace ({', '.join(texts)})" if texts else ""
        con.execute(
            f"copy (select *{replaced} from marts.{table}) "
            f"to {quoted(folder / f'{table}.parquet')} (format parquet)"
        )


def finish(
    published: Published,
    number: int,
    began: datetime,
    start: float,
    files: dict[Path, tuple[int, ...]],
) -> None:
    """Check a build that passed against the last one, log it, and export it.

    Args:
        published: where it lies unfinished.
        number: of the build.
        began: when it began, UTC.
        start: of time.monotonic(), then.
        files: that it was to read, as they were before it did, see fingerprints().

    Raises:
        UnfitError: it has much less than the last one, or its files changed meanwhile.
    """
    database = published.unfinished / DATABASE
    now = fingerprints(source_files(manifest_path()))
    changed = sorted(path.name for path in {*files, *now} if files.get(path) != now.get(path))
    if changed:
        raise UnfitError(
            f"- {', '.join(changed)}: written while the build ran, so that it may be of both "
            "versions. Build again."
        )
    described = [described_file(path) for path in now]
    last = published.current()
    was_sample = bool(last) and is_sample(logged_files(last / DATABASE))
    if last and not was_sample and is_sample(described):
        raise UnfitError(
            f"- The files are those of the shipped sample, and {published.link} is of others. Set "
            "OLIST_DATA_DIR, or SHOP and SHOP_FILE, to yours; or publish the sample elsewhere, by "
            "SEGMENTATION_PUBLISHED."
        )
    # whose files come after the sample is no less of it
    if last and was_sample == is_sample(described):
        limit = os.environ.get("SEGMENTATION_MEMORY_LIMIT", "2GB")
        lost, less = losses(last / DATABASE, database, limit)
        if lost:
            raise UnfitError("\n".join(lost))
        if less:
            print("", "Less than in the last build:", *less, sep="\n")
    with connect(database) as con:
        write_log(con, number, began, time.monotonic() - start, described)
        export(con, published.unfinished / "exports")
        con.execute("force checkpoint")
    if database.with_name(f"{DATABASE}.wal").exists():
        raise UnfitError(f"- {database}.wal is left over; the database is not whole.")


def is_sample(files: list[dict[str, object]]) -> bool:
    """Return whether files, see described_file(), are those that the project ships."""
    folder = Path(__file__).resolve().parents[1] / "data" / "sample"
    return bool(files) and all(
        (folder / each["file"]).is_file() and described_file(folder / each["file"]) == each
        for each in files
    )


def manifest_path() -> Path:
    """Return where dbt writes what it knows of the project."""
    return Path(os.environ.get("DBT_TARGET_PATH", "target"), "manifest.json")


def run(published: Published, arguments: Sequence[str]) -> int:
    """Build, and publish what passed; return the exit code."""
    began, start = datetime.now(UTC), time.monotonic()
    number, current, files = published.next_number(), published.current(), {}
    code = 1
    try:
        database = published.begin() / DATABASE
        os.environ["SEGMENTATION_DB"] = str(database)
        if current:
            carry_over(current / DATABASE, database)
        code = build.main(
            arguments, lambda: files.update(fingerprints(source_files(manifest_path())))
        )
        if code == 0:
            finish(published, number, began, start, files)
            published.publish(number)
    except Exception as error:
        code = 1
        is_known = isinstance(error, UnfitError | OSError | duckdb.Error)
        print("", "What is wrong:", error if is_known else format_exc(), "", sep="\n")
    now = published.current()
    if now and now != current:
        print(
            f"\nPublished as build {number}: {published.link / DATABASE}, and as Parquet in "
            f"{published.link / 'exports'}."
        )
        return code
    published.fail()
    what = f" What was built is in {published.failed}."
    still = (
        f"{published.link} is still build {int(current.name)}"
        if current
        else "there is no build yet"
    )
    # where a var is wrong, nothing was
    print(f"Nothing is published: {still}.{what if (published.failed / DATABASE).exists() else ''}")
    return code


def main(arguments: Sequence[str]) -> int:
    """Build with arguments of dbt build, as the only one."""
    try:
        published = Published.named()
        with published.lock():
            return run(published, arguments)
    except (BusyError, OSError) as error:
        print(f"Nothing is built: {error}.")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
