"""A person who is forgotten is nowhere in the database, its file and the logs; all others stay."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from conftest import ROOT, STORAGE_VERSION, Build

SPEC = importlib.util.spec_from_file_location("forget", ROOT / "tools" / "forget.py")
tool = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(tool)


@pytest.fixture
def copied(sample: Build, tmp_path: Path) -> Build:
    """Copy the database of the sample, for the test to change."""
    database = tmp_path / "database" / "warehouse.duckdb"
    database.parent.mkdir()
    shutil.copy(sample.database, database)
    return sample._replace(database=database)


def columns_of(built: Build) -> list[tuple[str, str, str]]:
    """Return schema and name of each table, with its columns and their types."""
    return built.rows(
        "select table_schema || '.' || table_name, column_name, data_type "
        "from information_schema.columns where table_schema <> 'monitors' order by all"
    )


def traces(built: Build, texts: set[str], keys: set[int]) -> list[str]:
    """Return the columns in which a text or a key stands, whatever their names."""
    values = {"VARCHAR": tuple(texts), "BIGINT": tuple(keys)}
    queries = [
        f"select '{table}.{column}' from {table} having bool_or({column} in {values[data_type]})"
        for table, column, data_type in columns_of(built)
        if data_type in values
    ]
    return [column for (column,) in built.rows(" union all ".join(queries))]


@pytest.mark.parametrize("shown_as", ["most_frequent_value", "max_value"])
def test_a_person_is_nowhere_afterwards_and_nobody_else_is_gone(
    sample: Build, copied: Build, tmp_path: Path, shown_as: str
) -> None:
    # somebody whose id is on show in source_profile
    ((customer,),) = sample.rows(
        f"select {shown_as} from marts.source_profile "
        "where source = 'customers' and column_name = 'customer_unique_id'"
    )
    orders = sample.rows(
        "select order_id, order_customer_id, customer_key, order_key from marts.fct_orders "
        f"where customer_unique_id = '{customer}'"
    )
    texts = {customer, *(text for row in orders for text in row[:2])}
    keys = {key for row in orders for key in row[2:]}
    assert len(traces(sample, texts, keys)) > 20

    log = tmp_path / "logs" / "dbt.log"
    log.parent.mkdir()
    log.write_text(f"order {orders[0][0]} was purchased on …\n")
    other_log = log.with_name("other.log")
    other_log.write_text("nothing of them\n")
    lines = tool.forget(copied.database, customer, [log.parent])

    assert traces(copied, texts, keys) == []
    assert copied.rows(STORAGE_VERSION) == [("v1.0.0+",)]
    content = copied.database.read_bytes()
    assert not [text for text in texts if text.encode() in content]
    assert [path.name for path in copied.database.parent.iterdir()] == ["warehouse.duckdb"]
    assert other_log.exists() and not log.exists()
    # what to remove from the files is all of it
    for order_id, *_ in orders:
        assert any(order_id in line for line in lines)
    # all others are as they were, under the same contracts
    columns = columns_of(sample)
    their_values = {
        "customer_unique_id": (customer, ""),
        "customer_key": (orders[0][2], -1),
        "order_id": ("", *(row[0] for row in orders)),
        "order_key": (-1, *(row[3] for row in orders)),
    }
    queries = []
    for table in sorted({table for table, *_ in columns}):
        theirs = [
            f"coalesce({column} in {their_values[column]}, false)"
            for name, column, _ in columns
            if name == table and column in their_values
        ]
        if not table.endswith(("source_profile", "int_source_columns_profiled")):
            others = f"from {table} where not ({' or '.join(theirs) or 'false'})"
            queries.append(f"select '{table}', count(*), sum(hash(t)) from ({others}) as t")
    query = " union all ".join(queries) + " order by all"
    assert len(queries) > 60
    assert copied.rows(query) == sample.rows(query)
    constraints = (
        "select schema_name, table_name, constraint_text from duckdb_constraints() order by all"
    )
    assert copied.rows(constraints) == sample.rows(constraints)


REJECTED = """(values
    (['o1'], 'customer_id', '{me}'), (['o2'], '', 'o2,{me},x'), (['{me}', 'x'], '', 'x'),
    (['o3'], 'customer_id', null), (['o4'], 'x', 'not{me}'), (['o5'], 'x', '2018-12-01'),
    (['o6'], '', 'o6,12,{{0}}')
) as rejected (row_key, column_name, value)"""


@pytest.mark.parametrize(
    ("customer", "kept"),
    [
        ("ann@example.com", ["o3", "o4", "o5", "o6"]),
        ("{3f25}{} or 1", ["o3", "o4", "o5", "o6"]),
        # may be anything in a line, such as a quantity
        ("12", ["o2", "o3", "o4", "o5", "o6"]),
    ],
)
def test_who_is_in_rejected_rows_alone_is_forgotten(
    copied: Build, customer: str, kept: list[str]
) -> None:
    tables = ("int_rejected_orders", "int_rejected_rows")
    with duckdb.connect(str(copied.database)) as connection:
        for table in tables:
            connection.execute(
                f"insert into intermediate.{table} by name select 'orders' as input, *, "
                "'mistaken' as reason, true as is_row, false as is_child from "
                + REJECTED.format(me=customer)
            )
    lines = tool.forget(copied.database, customer, [])
    assert f"every row of the customer {customer}" in " ".join(lines)
    for table in tables:
        rows = copied.rows(f"select row_key[1] from intermediate.{table} order by all")
        assert [key for (key,) in rows] == kept


def test_nobody_is_in_a_line_by_a_number(copied: Build) -> None:
    with duckdb.connect(str(copied.database)) as connection:
        connection.execute(
            "insert into intermediate.int_rejected_rows by name select 'orders' as input, *, "
            "'mistaken' as reason, true as is_row, false as is_child from "
            + REJECTED.format(me="somebody")
        )
    with pytest.raises(LookupError, match="nobody in it"):
        tool.forget(copied.database, "12", [])


def test_braces_in_a_review_are_no_fields(copied: Build) -> None:
    ((customer, order_key),) = copied.rows(
        "select customer_unique_id, order_key from marts.fct_orders where order_id in "
        "(select order_id from marts.fct_order_reviews) order by all limit 1"
    )
    with duckdb.connect(str(copied.database)) as connection:
        connection.execute(
            "update staging.stg_olist__order_reviews set comment_message = '{} {0} {x'' ' "
            "where order_id in (select order_id from marts.fct_orders where order_key = ?)",
            [order_key],
        )
    tool.forget(copied.database, customer, [])
    assert copied.rows(f"from marts.fct_orders where order_key = {order_key}") == []


def test_what_cannot_be_forgotten_is_named(copied: Build, tmp_path: Path) -> None:
    before = copied.database.read_bytes()
    with pytest.raises(LookupError, match="nobody in it has the customer_unique_id 'nobody'"):
        tool.forget(copied.database, "nobody", [])
    assert copied.database.read_bytes() == before

    def make(customer: str, database: Path) -> str:
        result = subprocess.run(
            ["make", "--silent", "forget", f"CUSTOMER={customer}"],
            cwd=ROOT,
            env={
                "PATH": "/usr/bin:/bin",
                "SEGMENTATION_DB": str(database),
                "DUCKDB": os.environ.get("DUCKDB", "1"),
            },
            capture_output=True,
            text=True,
        )
        assert result.returncode != 0
        return result.stderr

    assert "say whom: make forget CUSTOMER=" in make("", copied.database)
    assert "none.duckdb: there is no such file" in make("somebody", tmp_path / "none.duckdb")
    other = tmp_path / "other.duckdb"
    duckdb.connect(str(other)).close()
    assert "other.duckdb has no tables of this project" in make("somebody", other)
    with duckdb.connect(str(copied.database)):
        assert "Could not set lock on file" in make("somebody", copied.database)
