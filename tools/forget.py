"""Remove a person from the database that dbt built, and say what to remove from the shop's files.

Usage: make forget CUSTOMER=<customer_unique_id>

The database is written anew without the rows of the person, their orders and their keys, because
deleted rows stay readable in a DuckDB file. It takes the place of the old one when it is complete.
Sums that count the person stay until the next build. See docs/privacy.md.
"""

import argparse
import mmap
import os
import re
import shutil
import sys
from pathlib import Path

import duckdb

from build_log import quoted
from publish import connect, export
from published import DATABASE, BusyError, Published

ROOT = Path(__file__).resolve().parents[1]
# Columns that say whose a row is.
PERSON_COLUMNS = (
    *("customer_unique_id", "customer_key"),
    *("order_id", "order_key", "order_customer_id"),
)
# Columns that show single values of others, such as the first and last of a column of the files.
VALUE_COLUMNS = (
    *("min_value", "max_value", "most_frequent_value", "lowest", "highest"),
    "example",
)


def read_person(con: duckdb.DuckDBPyConnection, customer: str) -> dict[str, list]:
    """Return what a person is known by: values by name of the column, and texts that they wrote.

    Of who is in rows alone that were rejected no more than the id is known.

    Raises:
        LookupError: nobody has that id.
        duckdb.CatalogException: the database has no table of orders.
    """
    rows = con.execute(
        f"select {', '.join(PERSON_COLUMNS)} from marts.fct_orders "
        "where customer_unique_id = ? order by order_id",
        [customer],
    ).fetchall()
    person = {
        column: sorted({row[at] for row in rows} - {None})
        for at, column in enumerate(PERSON_COLUMNS)
    }
    reviews = con.execute(
        "select review_id, comment_title, comment_message from intermediate.int_shop_reviews "
        f"where order_key in ({', '.join(map(str, [-1, *person['order_key']]))})"
    ).fetchall()
    # as an adapter calls it
    person["customer_id"] = person["customer_unique_id"] = [customer]
    person["written"] = sorted({text for row in reviews for text in row} - {None})
    if not rows and not is_rejected(con, person):
        raise LookupError(
            f"nobody in it has the customer_unique_id {customer!r} (not the customer_id of an "
            "order); it is misspelt, or the person is already forgotten"
        )
    return person


def kept_rows(table: str, columns: dict[str, str], person: dict[str, list]) -> str:
    """Return a query of a table, by the types of its columns, that leaves the person out."""
    ids = [person["customer_unique_id"], person["order_id"], person["order_customer_id"]]
    ids = sorted({value for values in ids for value in values})
    lines = {line for text in person["written"] for line in [text, *text.splitlines()]}
    shown = ", ".join(map(quoted, [*ids, *sorted(lines)]))
    # within a line an id is a field; a short one may be anything, such as a quantity
    words = "|".join(re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", each) for each in ids if len(each) > 5)
    border = r'[\s,;|"]'
    fields = quoted(f"(^|{border})({words})({border}|$)" if words else "a^")

    def names_them(value: str) -> str:
        return f"({value} in ({shown}) or regexp_matches({value}, {fields}))"

    values = []
    for column, data_type in columns.items():
        if column in VALUE_COLUMNS and data_type == "VARCHAR":
            value = f'case when "{column}" not in ({shown}) then "{column}" end'
        elif column == "unparsed_lines":
            value = f"list_filter({column}, lambda each: not {names_them('each.line')})"
        else:
            value = f'"{column}"'
        values.append(f'{value} as "{column}"')
    conditions = [
        # a row of nobody stays
        f"coalesce({column} not in ({', '.join(map(quoted, person[column]))}), true)"
        for column in columns
        if person.get(column)
    ]
    # a rejected row or line, in which they may stand anywhere
    if "fault" in columns:
        conditions.append(f"not coalesce({names_them('fault.value')}, false)")
    if "row_key" in columns:
        key = "row_key" if columns["row_key"] == "VARCHAR[]" else "string_split(row_key, ' ')"
        value = "value" if "value" in columns else "faulty_value"
        conditions += [
            f"not coalesce(list_has_any({key}, [{shown}]), false)",
            f"not coalesce({names_them(value)}, false)",
        ]
    return f"select {', '.join(values)} from {table} where {' and '.join(conditions) or 'true'}"


def is_rejected(con: duckdb.DuckDBPyConnection, person: dict[str, list]) -> bool:
    """Return whether rows that were rejected would have to be left out for a person."""
    table = "intermediate.int_rejected_rows"
    kept = kept_rows(table, {"row_key": "VARCHAR[]", "value": "VARCHAR"}, person)
    return (
        con.execute(f"from {table} select row_key, value except all ({kept})").fetchone()
        is not None
    )


def holds(path: Path, texts: list[str], border: str = "") -> bool:
    """Return whether one of the texts stands in a file, with no character of border beside it."""
    if not texts or path.stat().st_size == 0:
        return False
    words = "|".join(re.escape(text) for text in texts)
    pattern = re.compile(
        (f"(?<![{border}])(?:{words})(?![{border}])" if border else words).encode()
    )
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as bytes_:
        return pattern.search(bytes_) is not None


def names_person(database: Path, texts: list[str]) -> bool:
    """Return whether one of the texts is a value of a database or, if it is long, in its file.

    Bytes that look like a short id, such as 12346, may be of anything.
    """
    shown = ", ".join(quoted(text) for text in texts)
    with duckdb.connect(str(database), read_only=True) as con:
        for schema, table, column in con.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "join duckdb_tables() using (database_name, schema_name, table_name) "
            "where data_type = 'VARCHAR' and not duckdb_columns.internal"
        ).fetchall():
            values = f'select count(*) from "{schema}"."{table}" where "{column}" in ({shown})'
            if con.execute(values).fetchone()[0]:
                return True
    return holds(database, [text for text in texts if len(text) >= 16])


def rewrite(database: Path, target: Path, customer: str) -> tuple[dict[str, list], int]:
    """Write a database without a person.

    Returns:
        What the person was known by, and in how many tables their rows were.
    """
    memory_limit = os.environ.get("SEGMENTATION_MEMORY_LIMIT", "2GB")
    config = {"memory_limit": memory_limit, "temp_directory": f"{target}.tmp"}
    # under the name that the views in it know it by
    old, new = f'"{database.stem}"', f'"{database.stem} new"'
    with duckdb.connect(config=config) as con:
        con.execute(f"attach {quoted(database)} as {old} (read_only); use {old}")
        person = read_person(con, customer)
        # as in profiles.yml
        con.execute(f"attach {quoted(target)} as {new} (storage_version 'v1.0.0')")
        con.execute(f"copy from database {old} to {new} (schema)")
        found = 0
        for schema, each in con.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = ?",
            [database.stem],
        ).fetchall():
            name = f'"{schema}"."{each}"'
            described = con.execute(f"describe {old}.{name}").fetchall()
            columns = {column: data_type for column, data_type, *_ in described}
            con.execute(f"insert into {new}.{name} {kept_rows(f'{old}.{name}', columns, person)}")
            counts = [f"(select count(*) from {side}.{name})" for side in (old, new)]
            found += con.execute(f"select {' > '.join(counts)}").fetchone()[0]
    return person, found


def forget(database: Path, customer: str, places: list[Path]) -> list[str]:
    """Remove a person from a database, and files that name them from directories.

    Args:
        database: that dbt built.
        customer: their customer_unique_id.
        places: directories of dbt's artifacts and logs.

    Returns:
        What was done and what is left to do, in lines.

    Raises:
        FileNotFoundError: there is no such database.
        LookupError: nobody has that id.
        duckdb.Error: somebody else uses the database, or it is not of this project.
        RuntimeError: the new file still names the person; the old one is left as it was.
    """
    if not database.is_file():
        raise FileNotFoundError("there is no such file; name another in SEGMENTATION_DB")
    # not a link to it, but the file itself is replaced
    database = database.resolve()
    # what a log beside the file holds comes into it; and nobody else may have it open
    with duckdb.connect(str(database)) as con:
        con.execute("force checkpoint")
    target = database.with_name(f"{database.name}.forgetting")
    target.unlink(missing_ok=True)
    try:
        person, tables = rewrite(database, target, customer)
        ids = [customer, *person["order_id"], *person["order_customer_id"]]
        if names_person(target, ids):
            raise RuntimeError("an id of the person would still stand in the file; it is unchanged")
        shutil.copymode(database, target)
        target.replace(database)
    finally:
        target.unlink(missing_ok=True)
    lines = [f"{database}: {customer} is removed from {tables} tables."]
    for path in (path for place in places for path in sorted(place.rglob("*")) if path.is_file()):
        # not 12346 in 123467, and not the database, where a short id may be bytes of anything
        if path.resolve() != database and holds(path, ids, border="0-9A-Za-z"):
            path.unlink()
            lines.append(f"{path} named them and is removed.")
    orders = ", ".join(person["order_id"]) or "that are theirs: all in which they were are rejected"
    return [
        *lines,
        "Sums still count them until the next build. So that it does not bring them back, remove",
        f"  from the shop's files every row of the customer {customer}",
        f"  and every row of the orders {orders}",
        f"  from suppressions.csv the row with customer_id {customer}, if there is one",
    ]


def forget_published(published: Published, customer: str, places: list[Path]) -> list[str]:
    """Publish the public build without a person as a new one, and remove all others.

    Returns:
        What was done and what is left to do, in lines.

    Raises:
        As forget(); the builds before the public one are removed even so.
    """
    with published.lock():
        current = published.current()
        if current is None:
            raise FileNotFoundError("there is no build; name a database in SEGMENTATION_DB")
        number, database = published.next_number(), published.begin() / DATABASE
        try:
            shutil.copy(current / DATABASE, database)
            lines = forget(database, customer, places)
            lines.insert(0, f"Published as build {number}; the builds before it are removed.")
            with connect(database) as con:
                export(con, published.unfinished / "exports")
            current = published.publish(number)
            lines[1] = lines[1].replace(str(database), str(published.link / DATABASE))
            return lines
        finally:
            # also where the public build does not name them, as those before it may
            for build in {*published.builds(), published.unfinished} - {current}:
                shutil.rmtree(build, ignore_errors=True)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Remove a person from the database.")
    parser.add_argument("customer", help="customer_unique_id of the person")
    customer = parser.parse_args().customer.strip()
    if not customer:
        sys.exit("forget: say whom: make forget CUSTOMER=<customer_unique_id>")
    published = Published.named()
    named = os.environ.get("SEGMENTATION_DB")
    database = Path(named) if named else published.link / DATABASE
    if named and published.folder.resolve() in database.resolve().parents:
        sys.exit("forget: that is a published build; leave SEGMENTATION_DB out to publish it anew")
    places = [
        Path(os.environ.get("DBT_TARGET_PATH", ROOT / "target")),
        Path(os.environ.get("DBT_LOG_PATH", ROOT / "logs")),
    ]
    try:
        lines = (
            forget(database, customer, places)
            if named
            else forget_published(published, customer, places)
        )
        print("\n".join(lines))
    except duckdb.CatalogException as error:
        sys.exit(f"forget: {database} has no tables of this project; make build first: {error}")
    except (OSError, BusyError, LookupError, RuntimeError, duckdb.Error) as error:
        sys.exit(f"forget: {database}: {error}")


if __name__ == "__main__":
    main()
