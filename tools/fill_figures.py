"""Write the figures of README and docs anew, from two builds of the real shop.

A table that follows a query is that query's result; one that follows a line such as
<!--study_curves-->, and a number before such a comment, is that of the query of this name in
docs/figures. The first build has the defaults, the second the vars of docs/study.yml.

Usage: python tools/fill_figures.py DATABASE STUDY_DATABASE
"""

import re
import sys
from decimal import Decimal
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    ROOT / "README.md",
    *(ROOT / "docs" / f"{name}.md" for name in ("results", "stability", "drift", "configuration")),
]
TABLE = re.compile(
    r"((?:```sql\n(?P<query>[^`]*)```\n|^<!--(?P<name>\w+)-->\n)\n)(?:\|[^\n]*\n)+", re.MULTILINE
)
NUMBER = re.compile(r"[^\s(|*]+<!--(?P<name>\w+)-->")


def figure_queries() -> dict[str, str]:
    """Return the queries of docs/figures by name."""
    files = sorted((ROOT / "docs" / "figures").glob("*.sql"))
    return dict(
        block.split("\n", 1)
        for file in files
        for block in re.split(r"^-- name: ", file.read_text(), flags=re.M)[1:]
    )


def connect(database: Path, study: Path) -> duckdb.DuckDBPyConnection:
    """Open the first build, with the second attached as study."""
    connection = duckdb.connect(str(database), read_only=True)
    connection.execute(f"attach '{study}' as study (read_only)")
    connection.execute(f"set file_search_path = '{ROOT}'")
    return connection


def written(value: object) -> str:
    """Return a value as it stands in a page."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def with_figures(page: str, connection: duckdb.DuckDBPyConnection) -> str:
    """Return the page with the figures of a database.

    Raises:
        KeyError: if a figure has no query in docs/figures.
        ValueError: if the query of a figure does not return one value.
    """

    def table(match: re.Match) -> str:
        result = connection.sql(match["query"] or queries[match["name"]])
        is_number = [str(kind) not in ("VARCHAR", "DATE", "BOOLEAN") for kind in result.types]
        lines = [
            result.columns,
            ["---:" if right else "---" for right in is_number],
            *(list(map(written, row)) for row in result.fetchall()),
        ]
        head, *rows = [f"| {' | '.join(line)} |\n" for line in lines]
        return match[1] + head + rows[0].replace(" ", "") + "".join(rows[1:])

    def number(match: re.Match) -> str:
        (name,) = match.groups()
        rows = connection.sql(queries[name]).fetchall()
        if len(rows) != 1 or len(rows[0]) != 1:
            raise ValueError(f"docs/figures, {name}: expected one value, found {rows}")
        ((value,),) = rows
        text = f"{value:,}" if isinstance(value, int | Decimal) else str(value)
        return f"{text}<!--{name}-->"

    queries = figure_queries()
    return NUMBER.sub(number, TABLE.sub(table, page))


if __name__ == "__main__":
    with connect(*map(Path, sys.argv[1:])) as connection:
        for path in PAGES:
            path.write_text(with_figures(path.read_text(), connection))
