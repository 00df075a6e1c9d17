"""Compare the public tables of two databases, to see what a change of the project changed.

Usage: python tools/compare_tables.py BEFORE.duckdb AFTER.duckdb [--tolerance 1e-9]

Two rows are the same if all columns are equal that both databases have, doubles within a tolerance
(relative above 1). Prints a Markdown table of the tables that differ, with the size of the
differences and the columns that are gone, new or of another type; the exit code is 1 if there are
any.
"""

import argparse
import sys
from pathlib import Path

import duckdb

DEFAULT_TOLERANCE = 1e-9
FLOATS = ("DOUBLE", "FLOAT")


def columns(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, dict[str, str]]:
    """Return, by public table, its columns with their types."""
    found: dict[str, dict[str, str]] = {}
    for table, column, data_type in connection.sql(
        "select table_name, column_name, data_type from duckdb_columns() "
        f"where database_name = '{database}' and schema_name = 'marts' order by column_index"
    ).fetchall():
        found.setdefault(table, {})[column] = data_type
    return found


def compare_table(
    connection: duckdb.DuckDBPyConnection, table: str, shared: dict[str, str], tolerance: float
) -> tuple[int, int, dict[str, float]]:
    """Return the rows only before, only after, and the largest difference of each double.

    Rows are matched on the columns that are no doubles; equal ones in the order of their doubles.
    """
    exact = [f'"{column}"' for column, kind in shared.items() if kind not in FLOATS]
    floats = [f'"{column}"' for column, kind in shared.items() if kind in FLOATS]
    for side in ("before", "after"):
        order = ", ".join([*floats, "1"])
        connection.execute(
            f"create or replace temp table {side}_rows as select {', '.join(exact + floats)}, "
            f"row_number() over (partition by {', '.join(exact)} order by {order}) as copy_number "
            f'from {side}.marts."{table}"'
        )
    matched = " and ".join(
        f"b.{column} is not distinct from a.{column}" for column in [*exact, "copy_number"]
    )
    measured = ", ".join(
        f"coalesce(max(abs(b.{column} - a.{column}) / greatest(1, abs(b.{column}))), 0), "
        f"count(*) filter (where (b.{column} is null) <> (a.{column} is null))"
        for column in floats
    )
    ((both, *figures),) = connection.sql(
        f"select count(*){', ' + measured if measured else ''} "
        f"from before_rows as b join after_rows as a on {matched}"
    ).fetchall()
    ((rows_before, rows_after),) = connection.sql(
        "select (select count(*) from before_rows), (select count(*) from after_rows)"
    ).fetchall()
    differences = {
        column.strip('"'): float("inf") if nulls else largest
        for column, largest, nulls in zip(floats, figures[::2], figures[1::2], strict=True)
        if nulls or largest > tolerance
    }
    return rows_before - both, rows_after - both, differences


def main() -> int:
    """Parse the command line, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("before", type=Path, help="database file")
    parser.add_argument("after", type=Path, help="database file")
    parser.add_argument("--tolerance", type=float, default=DEFAULT_TOLERANCE)
    arguments = parser.parse_args()
    connection = duckdb.connect()
    for side in ("before", "after"):
        connection.execute(f"attach '{getattr(arguments, side)}' as {side} (read_only)")
    before, after = columns(connection, "before"), columns(connection, "after")
    lines = []
    for table in sorted({*before, *after}):
        if table not in before or table not in after:
            lines.append(f"| {table} | only {'after' if table in after else 'before'} | | |")
            continue
        shared = {column: kind for column, kind in before[table].items() if column in after[table]}
        changed = [
            f"{column} is {'gone' if column not in after[table] else 'new'}"
            for column in sorted({*before[table]} ^ {*after[table]})
        ]
        changed += [
            f"{column} was {kind} and is {after[table][column]}"
            for column, kind in shared.items()
            if kind != after[table][column]
        ]
        only_before, only_after, differences = compare_table(
            connection, table, shared, arguments.tolerance
        )
        if only_before or only_after or differences or changed:
            sizes = [f"{column} {size:.2g}" for column, size in differences.items()]
            sizes = ", ".join(sizes + changed)
            lines.append(f"| {table} | {only_before} | {only_after} | {sizes} |")
    print(f"{len({*before} & {*after})} tables compared, {len(lines)} differ.")
    if lines:
        print("\n| table | rows only before | only after | largest differences |")
        print("|---|---:|---:|---|")
        print("\n".join(lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
