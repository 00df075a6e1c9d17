"""Write the figures of README and docs anew, from a build of the real shop.

A table that follows a query is that query's result. A number before a comment such as
<!--customers--> is that of the query of this name in docs/figures.sql.

Usage: python tools/fill_figures.py DATABASE
"""

import re
import sys
from decimal import Decimal
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "docs" / "results.md"]
TABLE = re.compile(r"(```sql\n(?P<query>[^`]*)```\n\n)(?:\|[^\n]*\n)+")
NUMBER = re.compile(r"[^\s(|*]+<!--(?P<name>\w+)-->")


def figure_queries() -> dict[str, str]:
    """Return the queries of docs/figures.sql by name."""
    blocks = re.split(r"^-- name: ", (ROOT / "docs" / "figures.sql").read_text(), flags=re.M)[1:]
    return dict(block.split("\n", 1) for block in blocks)


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
        KeyError: if a figure has no query in docs/figures.sql.
        ValueError: if the query of a figure does not return one value.
    """

    def table(match: re.Match) -> str:
        result = connection.sql(match["query"])
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
            raise ValueError(f"docs/figures.sql, {name}: expected one value, found {rows}")
        ((value,),) = rows
        text = f"{value:,}" if isinstance(value, int | Decimal) else str(value)
        return f"{text}<!--{name}-->"

    queries = figure_queries()
    return NUMBER.sub(number, TABLE.sub(table, page))


if __name__ == "__main__":
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        for path in PAGES:
            path.write_text(with_figures(path.read_text(), connection))
