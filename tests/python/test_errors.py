"""What is wrong with the files or the vars stops the build and is named."""

import csv
import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from conftest import SAMPLE_DIR, TABLES_ONLY, WITHOUT_UNIT_TESTS, run_dbt

ORDERS = "olist_orders_dataset.csv"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Copy the sample's files, for the test to spoil."""
    return Path(shutil.copytree(SAMPLE_DIR, tmp_path / "files"))


def replace_in_first_lines(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_missing_directory(tmp_path: Path) -> None:
    result = run_dbt("build", work_dir=tmp_path, data_dir="no/such/directory")
    assert result.returncode != 0
    assert "OLIST_DATA_DIR is 'no/such/directory', which is no directory" in result.stdout
    assert "Set it to the directory that holds the nine files" in result.stdout


def test_missing_file_and_renamed_column(tmp_path: Path, files: Path) -> None:
    (files / "olist_sellers_dataset.csv").unlink()
    replace_in_first_lines(files / ORDERS, "order_status", "status")
    result = run_dbt("build", work_dir=tmp_path, data_dir=files)
    assert result.returncode != 0
    assert f"File olist_sellers_dataset.csv is missing from {files}" in result.stdout
    assert f"File {ORDERS} has no column order_status (expected varchar)" in result.stdout


def test_files_that_are_no_csv_are_named_all_at_once(tmp_path: Path, files: Path) -> None:
    text = (files / ORDERS).read_text(encoding="utf-8")
    spoiled = {
        "customers": (gzip.compress(text.encode()), "is no text in UTF-8; expected CSV"),
        "geolocation": (text.encode("utf-16"), "is no text in UTF-8; expected CSV"),
        "order_items": (b"", "is empty; expected a header line and rows"),
        "order_payments": (b"order_id\tpayment_sequential\n1\t1\n", "has none of its columns"),
        "order_reviews": (b"review_id,order_id,review_id\n", "has the column review_id twice"),
        "orders": (bytes(range(256)) * 50, "is no text in UTF-8; expected CSV"),
        "sellers": (None, "is missing from"),
    }
    for entity, (content, _) in spoiled.items():
        path = files / f"olist_{entity}_dataset.csv"
        path.unlink()
        if content is None:
            path.mkdir()
        else:
            path.write_bytes(content)
    result = run_dbt("build", work_dir=tmp_path, data_dir=files)
    assert result.returncode != 0
    lines = [line.strip() for line in result.stdout.splitlines() if line.startswith("    - ")]
    assert len(lines) == len(spoiled)
    for line, (entity, (_, problem)) in zip(lines, spoiled.items(), strict=True):
        assert line.startswith(f"- File olist_{entity}_dataset.csv {problem}")


@pytest.mark.parametrize(
    "spelling", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")]
)
def test_a_byte_order_mark_and_line_ends_of_windows_are_no_fault(
    tmp_path: Path, files: Path, spelling: Callable[[str], str]
) -> None:
    text = (files / ORDERS).read_text(encoding="utf-8")
    (files / ORDERS).write_text(spelling(text), encoding="utf-8", newline="")
    result = run_dbt("run", "--select", "+stg_olist__orders", work_dir=tmp_path, data_dir=files)
    assert result.returncode == 0, result.stdout


def test_compressed_files_are_read_and_their_other_columns_named(
    tmp_path: Path, files: Path
) -> None:
    text = (files / ORDERS).read_text(encoding="utf-8")
    text = "\n".join(f"{line},x" for line in text.splitlines()) + "\n"
    (files / ORDERS).write_text(text, encoding="utf-8")
    run = ("--select", "+stg_olist__orders", *TABLES_ONLY)
    for path in [*files.glob("olist_*.csv"), *files.glob("product_*.csv")]:
        with gzip.open(f"{path}.gz", "wb") as file:
            file.write(path.read_bytes())
        path.unlink()
    result = run_dbt("build", *run, work_dir=tmp_path, data_dir=files)
    assert f"{ORDERS}.gz is there: to read it, set OLIST_FILE_FORMAT=csv.gz." in result.stdout
    result = run_dbt("build", *run, work_dir=tmp_path, data_dir=files, OLIST_FILE_FORMAT="csv.gz")
    assert result.returncode == 0, result.stdout
    assert f"Columns that are not read: {ORDERS}.gz (x)." in result.stdout
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        assert connection.sql("select count(*) from staging.stg_olist__orders").fetchall() == [
            (4_400,)
        ]


def test_an_infinite_time_is_rejected(tmp_path: Path, files: Path) -> None:
    parquet = tmp_path / "parquet"
    parquet.mkdir()
    for path in [*files.glob("olist_*.csv"), *files.glob("product_*.csv")]:
        source = f"read_csv('{path}', all_varchar = true)"
        if path.name == ORDERS:
            source = (
                "(select * replace (case when rowid = 7 then 'infinity' else "
                "order_purchase_timestamp end::timestamp as order_purchase_timestamp) from "
                f"(select *, row_number() over (order by order_id) as rowid from {source}))"
            )
        duckdb.sql(f"copy (from {source}) to '{parquet}/{path.stem}.parquet'")
    result = run_dbt(
        *("run", "--select", "+int_rejected_orders"),
        work_dir=tmp_path,
        data_dir=parquet,
        OLIST_FILE_FORMAT="parquet",
    )
    assert result.returncode == 0, result.stdout[-3000:]
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        assert connection.sql(
            "select column_name, value, reason from intermediate.int_rejected_orders"
        ).fetchall() == [("order_purchase_timestamp", "infinity", "expected timestamp")]


def test_lines_that_end_in_different_ways_are_named(tmp_path: Path, files: Path) -> None:
    replace_in_first_lines(files / ORDERS, "\n", "\r\n")
    run = ("--select", "+stg_olist__orders", *TABLES_ONLY)
    result = run_dbt("make build", *run, work_dir=tmp_path, data_dir=files)
    assert result.returncode != 0
    assert f"- File {ORDERS}: its lines end in different ways, or a carriage" in result.stdout
    assert "strict" not in result.stdout


SUPPRESSIONS = ("--select", "+int_shop_orders", "+int_shop_suppressions")
# with the tests whose tables are all there
CAUTIOUS = ("--indirect-selection", "cautious")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "{},moved,31/12/2024",
            'Suppressions, column until: expected date, found "31/12/2024". Correct',
        ),
        (
            "{},moved,2024-02-30",
            'Suppressions, column until: expected date, found "2024-02-30". Correct',
        ),
        ("{},moved,\n {},complaint,2024-12-31", "expected one row per customer, found 2 of"),
        ("{},moved", "Expected Number of Columns: 3 Found: 2"),
        ("{},moved,,x", "Expected Number of Columns: 3 Found: 4"),
        ('{},"moved,\na,b,\nc,"d",', "suppressions.csv"),
        ('{},"moved\na,b,",', "column reason: expected a text in one line"),
        (" ,moved,", "column customer_id: expected a customer, found 1 rows without"),
    ],
)
def test_a_suppression_that_is_unclear_is_refused(
    tmp_path: Path, files: Path, row: str, message: str
) -> None:
    customer = first_value(files / "olist_customers_dataset.csv", "customer_unique_id")
    text = "customer_id,reason,until\n" + row.replace("{}", customer) + "\n"
    (files / "suppressions.csv").write_text(text, encoding="utf-8")
    result = run_dbt("run", *SUPPRESSIONS, work_dir=tmp_path, data_dir=files)
    assert result.returncode != 0
    output = " ".join(result.stdout.split())
    assert message in output


def test_a_file_of_suppressions_that_would_not_be_read_is_named(
    tmp_path: Path, files: Path
) -> None:
    (files / "suppressions.csv").rename(files / "Suppression list.xlsx")
    result = run_dbt("run", *SUPPRESSIONS, work_dir=tmp_path, data_dir=files)
    assert result.returncode != 0
    assert "File Suppression list.xlsx is not read; expected suppressions.csv" in result.stdout

    (files / "suppressions.csv").write_text("customer_unique_id,reason,until\n", encoding="utf-8")
    result = run_dbt("run", *SUPPRESSIONS, work_dir=tmp_path, data_dir=files)
    assert result.returncode != 0
    assert "File suppressions.csv has no column customer_id (expected varchar)" in result.stdout


def test_without_a_file_nobody_is_suppressed(tmp_path: Path, files: Path) -> None:
    (files / "suppressions.csv").unlink()
    result = run_dbt("build", *SUPPRESSIONS, *CAUTIOUS, work_dir=tmp_path, data_dir=files)
    assert result.returncode == 0, result.stdout[-3000:]
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        assert connection.sql("from intermediate.int_shop_suppressions").fetchall() == []


def test_a_suppression_of_nobody_warns(tmp_path: Path, files: Path) -> None:
    result = run_dbt("build", *SUPPRESSIONS, *CAUTIOUS, work_dir=tmp_path, data_dir=files)
    assert "WARN=0" in result.stdout
    with open(files / "suppressions.csv", "a", encoding="utf-8") as file:
        file.write("nobody,moved,\n")
    result = run_dbt("build", *SUPPRESSIONS, *CAUTIOUS, work_dir=tmp_path, data_dir=files)
    assert result.returncode == 0, result.stdout[-3000:]
    assert "Warning in test warn_suppressed_customers_are_unknown" in result.stdout


def test_a_suppression_by_the_customer_id_of_an_order_is_refused(
    tmp_path: Path, files: Path
) -> None:
    order_customer, person = (
        first_value(files / "olist_customers_dataset.csv", column)
        for column in ("customer_id", "customer_unique_id")
    )
    with open(files / "suppressions.csv", "a", encoding="utf-8") as file:
        file.write(f"{order_customer},unsubscribed,\n")
    result = run_dbt("build", *SUPPRESSIONS, *CAUTIOUS, work_dir=tmp_path, data_dir=files)
    assert result.returncode != 0
    assert f'"{order_customer}", whose person is "{person}"' in " ".join(result.stdout.split())


def first_value(path: Path, column: str) -> str:
    with open(path, encoding="utf-8", newline="") as file:
        return next(csv.DictReader(file))[column]


def test_rows_that_begin_with_a_hash_are_rows(tmp_path: Path, files: Path) -> None:
    header, first, *rows = (files / ORDERS).read_text(encoding="utf-8").splitlines()
    first = "#" + first[1:].replace(",delivered,", ',"delivered",')
    (files / ORDERS).write_text("\n".join([header, first, *rows]) + "\n", encoding="utf-8")
    result = run_dbt("run", "--select", "+stg_olist__orders", work_dir=tmp_path, data_dir=files)
    assert result.returncode == 0, result.stdout[-3000:]
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        assert connection.sql(
            "select count(*), count(*) filter (where order_id[1] = '#') "
            "from staging.stg_olist__orders"
        ).fetchall() == [(4_400, 1)]


def test_a_promised_delivery_may_lie_ahead(tmp_path: Path, files: Path) -> None:
    first = first_value(files / ORDERS, "order_estimated_delivery_date")
    replace_in_first_lines(files / ORDERS, first, "2999-12-31 00:00:00")
    tables = ("--select", "+dim_dates", *TABLES_ONLY)
    result = run_dbt("build", *tables, work_dir=tmp_path, data_dir=files)
    assert result.returncode == 0, result.stdout[-3000:]
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        assert connection.sql("select max(year(date_day)) from marts.dim_dates").fetchall() == [
            (2024,)
        ]


@pytest.mark.parametrize("entity", ["order_items", "order_payments", "order_reviews"])
@pytest.mark.parametrize("kept_share", [0, 0.5])
def test_an_empty_or_half_file_is_refused(
    tmp_path: Path, files: Path, entity: str, kept_share: float
) -> None:
    path = files / f"olist_{entity}_dataset.csv"
    with open(path, encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows[: int(kept_share * len(rows))]])
    selection = ("--select", "+fct_orders", "assert_orders_are_complete", "int_customer_states")
    result = run_dbt("build", *selection, *WITHOUT_UNIT_TESTS, work_dir=tmp_path, data_dir=files)
    assert result.returncode != 0
    output = " ".join(result.stdout.split())
    what = entity.removeprefix("order_")
    assert f"the share of included orders without {what} is " in output
    assert f"(var max_share_without_{what})" in output
    assert "SKIP relation intermediate.int_customer_states" in result.stdout


def test_statuses_are_tidied_and_unknown_ones_refused(tmp_path: Path, files: Path) -> None:
    text = (files / ORDERS).read_text(encoding="utf-8")
    (files / ORDERS).write_text(text.replace(",delivered,", ",Delivered ,"), encoding="utf-8")
    run = ("build", "--select", "+fct_orders", *CAUTIOUS)
    result = run_dbt(*run, work_dir=tmp_path, data_dir=files)
    assert result.returncode == 0, result.stdout[-3000:]
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        ((included, all_orders),) = connection.sql(
            "select count(*) filter (where is_included), count(*) from marts.fct_orders"
        ).fetchall()
    assert 0.9 < included / all_orders < 1

    # a new status is no mistake of a row or two
    (files / ORDERS).write_text(text.replace(",delivered,", ",arrived,"), encoding="utf-8")
    result = run_dbt("make build", *run[1:], work_dir=tmp_path, data_dir=files)
    assert result.returncode != 0
    output = " ".join(result.stdout.split())
    assert "Of the rows of orders no more than var max_rejected_share may be mistakes" in output
    assert "value = arrived, reason = expected one of known_order_statuses of the shop" in output
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        assert connection.sql(
            "select count(*) filter (where is_included) / count(*) > 0.9 from marts.fct_orders"
        ).fetchall() == [(True,)], "nothing is built of it"


def test_two_customers_with_one_key_are_refused(tmp_path: Path, files: Path) -> None:
    run_dbt("run", "--select", "+int_shop_orders", work_dir=tmp_path, data_dir=files)
    test = ("test", "--select", "assert_no_two_customers_share_a_key")
    assert run_dbt(*test, work_dir=tmp_path, data_dir=files).returncode == 0
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("create table orders as from intermediate.int_shop_orders")
        connection.execute("drop view intermediate.int_shop_orders")
        connection.execute(
            "create table intermediate.int_shop_orders as select * replace ("
            "case when customer_key = (select max(customer_key) from orders) "
            "then (select min(customer_key) from orders) else customer_key end as customer_key"
            ") from orders"
        )
    result = run_dbt(*test, work_dir=tmp_path, data_dir=files)
    assert result.returncode != 0
    assert "Failure in test assert_no_two_customers_share_a_key" in result.stdout


@pytest.mark.parametrize(
    ("as_of_date", "expected"),
    [
        ("2036-01-01", "at most 366 days"),
        ("2020-01-01", "a date not before the first order counted"),
    ],
)
def test_an_as_of_date_outside_of_the_shop_is_refused(
    tmp_path: Path, as_of_date: str, expected: str
) -> None:
    policy = {"as_of_date": as_of_date}
    tables = ("--select", "+int_as_of_dates", *TABLES_ONLY)
    result = run_dbt("build", *tables, work_dir=tmp_path, policy=policy)
    assert result.returncode != 0
    assert f"var as_of_date is {as_of_date}; expected {expected}" in result.stdout


def test_values_that_python_refuses_are_named(tmp_path: Path) -> None:
    policy = {
        "as_of_date": "0000-01-01",
        "included_order_statuses": 5,
        "known_order_statuses": 5,
        "choice_within_error": "best",
    }
    result = run_dbt("build", work_dir=tmp_path, policy=policy)
    assert result.returncode != 0
    for name in policy:
        assert f"var {name} is " in result.stdout


def test_a_misspelt_var_is_named(tmp_path: Path) -> None:
    result = run_dbt("build", work_dir=tmp_path, policy={"kmean_cluster_count": 3})
    assert result.returncode != 0
    output = " ".join(result.stdout.split())
    assert "var kmean_cluster_count is not known; expected one of as_of_date, " in output


def test_vars_out_of_range(tmp_path: Path) -> None:
    policy = {
        "as_of_date": "2024-02-31",
        "history_start_date": "2024-02-28\n",
        "reporting_at": "yesterday",
        "included_order_statuses": ["delivered", "it's"],
        "known_order_statuses": ["Delivered"],
        "dbscan_eps": 1e301,
        "max_points": 0,
        "review_lookahead": "yes",
        "kmeans_cluster_count": "4",
        "random_state": -1,
        "rfm_quantiles": [0.5, 0.2, 0.6, 0.8],
    }
    result = run_dbt("build", work_dir=tmp_path, policy=policy)
    assert result.returncode != 0
    for name in policy:
        assert f"var {name} is " in result.stdout


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"feature": "shoe_size"}, "feature is 'shoe_size'; expected one of recency_days"),
        ({"feature": "recency_days", "transform": "cbrt"}, "transform is 'cbrt'; expected"),
        ({"feature": "recency_days", "scaling": "maxabs"}, "scaling is 'maxabs'; expected"),
        ({"feature": "recency_days", "weight": 0}, "weight is '0'; expected a number above 0"),
        ({"feature": "recency_days", "weight": 1e12}, "weight is '1000000000000.0'; expected"),
        ({"feature": "recency_days", "grid_step": 1e12}, "grid_step is '1000000000000.0'; exp"),
        ({"feature": "recency_days", "wieght": 2}, "unknown key 'wieght'; expected feature,"),
        ({"feature": "recency_days", "may_dominate": 1}, "may_dominate is '1'; expected true or"),
        ("recency_days", "'recency_days'; expected a mapping such as"),
    ],
)
def test_recipe_errors_name_recipe_and_entry(tmp_path: Path, entry: object, message: str) -> None:
    policy = {"recipe": "mine", "recipes": {"mine": [{"feature": "spend_amount"}, entry]}}
    result = run_dbt("parse", work_dir=tmp_path, policy=policy)
    assert result.returncode != 0
    assert "var recipes, recipe mine, entry 2: " + message in " ".join(result.stdout.split())
