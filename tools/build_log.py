"""What a build was made of: a row of marts.build_log, which is carried from build to build.

It is no table of dbt: it knows the clock, and two builds of the same input differ in it only.
"""

import glob
import hashlib
import json
import platform
import re
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import duckdb

# With the units that a table's columns are described by.
COLUMNS = {
    "build_number": (
        "integer",
        "Number of the build, from 1; one that is missing was put back, or left a person out.",
    ),
    "built_at": ("timestamp", "When the build began, UTC."),
    "build_seconds": ("double", "How long it took, in seconds, with its tests."),
    "versions": (
        "map(varchar, varchar)",
        "Version of this project, of Python and of the packages that decide numbers.",
    ),
    "policy": ("map(varchar, varchar)", "Value of every var, as JSON."),
    "files": (
        "struct(file varchar, byte_count bigint, sha256 varchar)[]",
        "Files of the shop that were read: name, size in bytes, and SHA-256 of the content.",
    ),
    "table_rows": ("map(varchar, bigint)", "Number of rows of each public table."),
}
PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "scikit-learn", "numpy", "pandas")


def source_files(manifest: Path) -> list[Path]:
    """Return the files that dbt's sources are read from, of the shop that was built.

    A source that is a table of a database has none.
    """
    project = json.loads(manifest.read_text())
    read = {
        parent
        for node in project["nodes"].values()
        for parent in node.get("depends_on", {}).get("nodes", [])
    }
    files = []
    for name, source in project["sources"].items():
        location = source["config"]["meta"].get("external_location")
        if location and name in read:
            # a function of DuckDB that reads a file, or its path; which may have * in it
            path = re.search(r"'([^']+)'", location)
            pattern = (path[1] if path else location).format_map(source)
            files += [pattern] if Path(pattern).is_file() else glob.glob(pattern, recursive=True)
    return sorted({path for path in map(Path, files) if path.is_file()})


def fingerprints(files: list[Path]) -> dict[Path, tuple[int, ...]]:
    """Return of each file what is another if it was written, or if another lies in its place."""
    described = {path: path.stat() for path in files}
    return {
        path: (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns)
        for path, stat in described.items()
    }


def quoted(value: object) -> str:
    """Return a number, or else a text, as a literal of SQL."""
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def described_file(path: Path) -> dict[str, object]:
    """Return name, size and SHA-256 of a file."""
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"file": path.name, "byte_count": path.stat().st_size, "sha256": digest}


def logged_files(database: Path) -> list[dict[str, object]]:
    """Return the files of the newest build in a database, see described_file(); none if unknown."""
    with duckdb.connect(str(database), read_only=True) as con:
        if not con.execute("from duckdb_tables() where table_name = 'build_log'").fetchone():
            return []
        query = "select files from marts.build_log order by build_number desc limit 1"
        found = con.execute(query).fetchone()
    return found[0] if found else []


def write_log(
    con: duckdb.DuckDBPyConnection,
    number: int,
    began: datetime,
    seconds: float,
    files: list[dict[str, object]],
) -> None:
    """Add a row to marts.build_log, which is made if it is not there.

    Args:
        con: connection to the database of the build.
        number: of the build.
        began: when it began, UTC.
        seconds: how long it took.
        files: that it read, see described_file().
    """
    columns = ", ".join(f"{name} {kind}" for name, (kind, _) in COLUMNS.items())
    con.execute(f"create table if not exists marts.build_log ({columns})")
    con.execute("comment on table marts.build_log is 'One row per good build, up to this one.'")
    for name, (_, description) in COLUMNS.items():
        con.execute(f"comment on column marts.build_log.{name} is {quoted(description)}")
    tables = con.execute(
        "select table_name from duckdb_tables() where schema_name = 'marts' "
        "and table_name <> 'build_log' order by all"
    ).fetchall()
    counts = {
        name: con.execute(f"select count(*) from marts.{name}").fetchone()[0] for (name,) in tables
    }
    versions = {name: version(name) for name in ("ecommerce-segmentation", *PACKAGES)}
    policy = dict(
        con.execute("select name, value from intermediate.int_policy order by all").fetchall()
    )
    con.execute(
        "insert into marts.build_log values (?, ?, ?, ?, ?, ?, ?)",
        [
            number,
            began.replace(tzinfo=None),
            round(seconds, 3),
            versions | {"python": platform.python_version()},
            policy,
            files,
            counts,
        ],
    )
