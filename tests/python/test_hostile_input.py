"""Text of files, names of columns and vars never become SQL, and no other file is read."""

import csv
import re
import shutil
from pathlib import Path

import duckdb
import pytest

from conftest import SAMPLE_DIR, TABLES_ONLY, run_dbt

ORDERS = "olist_orders_dataset.csv"
RUN = ("build", "--select", "+stg_olist__orders", *TABLES_ONLY)
HOSTILE = [
    "'; drop schema staging cascade; --",
    '"; drop schema staging cascade; --',
    "') from read_text('/etc/passwd') --",
    "{{ 7 * 7 }}",
    "{% do run_query('drop schema staging cascade') %}",
    "{# comment",
    "\\'",
    "$$",
    "%s",
    "a.b",
    "select",
    "typed_order_id",
    "fault",
    "столбец 🧾",
    " ",
    "",
]


def test_columns_of_any_name_may_be_in_the_file(tmp_path: Path) -> None:
    """More than are needed; their values are no harm either."""
    files = Path(shutil.copytree(SAMPLE_DIR, tmp_path / "files"))
    with open(files / ORDERS, encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    with open(files / ORDERS, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*header, *HOSTILE], *([*row, *HOSTILE] for row in rows)])
    result = run_dbt(*RUN, work_dir=tmp_path, data_dir=files)
    assert result.returncode == 0, result.stdout[-3000:]
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        assert connection.sql(
            "select count(*), count(fault), (select read_count from staging.stg_olist__files "
            "where source_name = 'orders') from staging.stg_olist__orders"
        ).fetchall() == [(len(rows), 0, len(rows))]


@pytest.mark.parametrize("name", HOSTILE[:6])
def test_a_column_of_any_name_may_be_the_one_that_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / "lines.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["who", "when", name], ["a", "2024-01-01", "5"], ["b", "2024-01-02", "x"]]
        )
    columns = {"customer_id": "who", "ordered_at": "when", "amount": name}
    shops = {"mine": {"adapter": "transactions", "columns": columns}}
    result = run_dbt(
        *("run", "--select", "+int_shop_order_items"),
        work_dir=tmp_path,
        policy={"shops": shops},
        SHOP="mine",
        SHOP_FILE=str(path),
    )
    assert result.returncode == 0, result.stdout[-3000:]
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        found = connection.sql(
            "select column_name, value, reason from intermediate.int_rejected_order_items"
        ).fetchall()
    assert found == [(name, "x", "expected a number")]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OLIST_DATA_DIR", "data/sample'); drop schema staging; --"),
        ("OLIST_DATA_DIR", "data/*"),
        ("OLIST_DATA_DIR", "data/{sample,other}"),
        ("OLIST_FILE_FORMAT", "csv') --"),
        ("SHOP", "olist' or true"),
        ("SHOP_FILE", "orders.csv"),
    ],
)
def test_an_environment_that_is_no_path_is_named(tmp_path: Path, variable: str, value: str) -> None:
    result = run_dbt(*RUN, work_dir=tmp_path, **{variable: value})
    assert result.returncode != 0
    output = " ".join(result.stdout.split())
    said = {"SHOP": "The shop is", "SHOP_FILE": "SHOP_FILE is set, but"}
    assert said.get(variable, f"{variable} is ") in output
    # not a traceback, nor an error of DuckDB
    assert "Traceback" not in output
    assert "Parser Error" not in output


# Their faults are said together; those of vars recipe and shops before, so each has a case.
VARS = {
    "as_of_date": "2024-01-01'; drop schema marts; --",
    "history_step": "month'); --",
    "reporting_at": "now() --",
    "kmeans_cluster_count": "4; drop schema marts",
    "dbscan_eps": "0.5) or (1=1",
    "max_rejected_share": "1 or true",
    "max_amount": "1e9 or true",
    "campaign_holdout_share": "0.1 --",
    "rfm_quantiles": ["0.2", "0.4", "0.6", "0.8"],
    "evaluated_cluster_counts": ["2); --"],
}
SHOP = "var shops, shop olist: .+?; expected "


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (VARS, [f"var {name} is .+?; expected " for name in VARS]),
        ({"recipe": "behaviour' or true"}, ["var recipe is .+?; expected "]),
        ({"shops": {"olist": {"currency": "BRL'; --"}}}, [SHOP]),
        ({"shops": {"olist": {"review_scale": ["1", "5 or true"]}}}, [SHOP]),
        ({"shops": {"olist": {"has_returns": "false or true"}}}, [SHOP]),
        (
            {"shops": {"olist": {"adapter": "olist') --", "inputs": ["orders", "order_items"]}}},
            [r"depends on a node named 'shop_olist'\) --__orders' which was not found"],
        ),
    ],
)
def test_a_var_that_is_no_value_is_named(tmp_path: Path, policy: dict, said: list[str]) -> None:
    result = run_dbt(*RUN, work_dir=tmp_path, policy=policy)
    assert result.returncode != 0
    output = " ".join(result.stdout.split())
    assert [text for text in said if not re.search(text, output)] == []
    assert "Parser Error" not in output


def test_statuses_may_hold_any_text(tmp_path: Path) -> None:
    statuses = ["delivered", "it's", "'); drop schema marts; --", "{{ 1 }}"]
    run = ("build", "--select", "+int_shop_orders", *TABLES_ONLY)
    policy = {"known_order_statuses": statuses, "max_rejected_share": 1}
    result = run_dbt(*run, work_dir=tmp_path, policy=policy)
    assert result.returncode == 0, result.stdout[-3000:]
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        assert connection.sql(
            "select distinct order_status from intermediate.int_shop_orders"
        ).fetchall() == [("delivered",)]
