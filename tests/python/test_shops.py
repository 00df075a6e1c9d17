"""Any shop: files of order lines in many shapes, and shops that lack what Olist has."""

import gzip
import json
import os
import re
import shutil
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
import yaml
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from conftest import FEWER_FITS, ROOT, SAMPLE_DIR, WITHOUT_UNIT_TESTS, Build, build, run_dbt
from test_forget import tool as forget_tool
from test_forget import traces

SHOPS = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]["shops"]
RETAIL_FILE = os.environ.get("RETAIL_REAL_DATA_FILE")
WITHOUT_REVIEWS = ["orders", "order_items", "payments", "sellers", "products", "places"]
CONTRACT = ("run", "--select", "+int_shop_orders", "+int_shop_order_items")

SHOPIFY = """\
Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,\
Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Shipping City,\
Shipping Zip,Shipping Country,Cancelled at,Payment Method,Source
#1001,ann@example.com,paid,2024-03-01 10:00:05 -0500,fulfilled,2024-03-02 09:00:00 -0500,USD,50.00,\
5.00,55.00,2024-03-01 10:00:00 -0500,2,Mug,15.00,M-1,Austin,'73301,US,,card,web
#1001,ann@example.com,,,,,,,,,2024-03-01 10:00:00 -0500,1,Tea,20.00,T-1,,,,,,
#1002,,pending,,,,USD,9.50,0.00,9.50,2024-03-05 23:59:59 -0500,1,Tea,9.50,T-1,Reno,89501,US,,card,
"""
WOOCOMMERCE = """\
order_id,order_number,date,status,customer_id,billing_email,shipping_city,shipping_postcode,\
shipping_country,item_sku,item_name,item_quantity,item_total
11,11,2024-03-01 10:00:00,completed,7,ann@example.com,Austin,73301,US,M-1,Mug,2,30.00
11,11,2024-03-01 10:00:00,completed,7,ann@example.com,Austin,73301,US,T-1,Tea,1,20.00
12,12,2024-03-05 23:59:59,pending,0,,Reno,89501,US,T-1,Tea,1,9.50
"""
RETAIL = """\
InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom
536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom
C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527,United Kingdom
536414,22139,"#1, ""blue""
mug",56,2010-12-01 11:52:00,0,,France
"""
# orders and lines of the file, and of what is asked below
EXPECTED = {
    "shopify": (
        2,
        3,
        [
            ("#1001", "ann@example.com", "paid", "US", "73301", "2024-03-01 10:00:00"),
            ("#1002", None, "pending", "US", "89501", "2024-03-05 23:59:59"),
        ],
    ),
    "woocommerce": (
        2,
        3,
        [
            ("11", "ann@example.com", "completed", "US", "73301", "2024-03-01 10:00:00"),
            ("12", None, "pending", "US", "89501", "2024-03-05 23:59:59"),
        ],
    ),
    "retail": (
        3,
        4,
        [
            ("536365", "17850", None, "United Kingdom", None, "2010-12-01 08:26:00"),
            ("536414", None, None, "France", None, "2010-12-01 11:52:00"),
            ("C536379", "14527", None, "United Kingdom", None, "2010-12-01 09:41:00"),
        ],
    ),
}


def run_contract(work_dir: Path, text: str, name: str = "orders.csv", **block: object):
    """Read a file of order lines into the input contract; block is what var shops says of it."""
    path = work_dir / name
    content = text.encode()
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    shops = {"mine": {"adapter": "transactions", **block}}
    result = run_dbt(
        *CONTRACT, work_dir=work_dir, policy={"shops": shops}, SHOP="mine", SHOP_FILE=str(path)
    )
    output = " ".join(result.stdout.split())
    if result.returncode != 0:
        return output, [], []
    with duckdb.connect(str(work_dir / "warehouse.duckdb")) as connection:
        orders = connection.sql(
            "select order_id, customer_unique_id, order_status, customer_state, "
            "customer_zip_code_prefix, cast(purchased_at as varchar) "
            "from intermediate.int_shop_orders order by order_id"
        ).fetchall()
        items = connection.sql(
            "select order_id, product_id, quantity, price_amount, is_return_line "
            "from intermediate.int_shop_order_items order by order_id, order_item_id"
        ).fetchall()
    return output, orders, items


@pytest.mark.parametrize(
    ("shape", "text", "read_as"),
    [
        ("shopify", SHOPIFY, "as an export of Shopify"),
        ("woocommerce", WOOCOMMERCE, "as an export of WooCommerce"),
        ("retail", RETAIL, "by their names"),
    ],
)
def test_exports_are_recognised(tmp_path: Path, shape: str, text: str, read_as: str) -> None:
    output, orders, items = run_contract(tmp_path, text, f"{shape}.csv.gz")
    assert f"Columns of {shape}.csv.gz, read {read_as}: order_id = " in output, output[-2000:]
    order_count, line_count, expected = EXPECTED[shape]
    assert (len(orders), len(items)) == (order_count, line_count)
    assert orders == expected
    if shape == "retail":
        # identical lines stay, and a return is one
        assert [float(item[3]) for item in items] == [15.3, 15.3, 0.0, -27.5]
        assert [item[4] for item in items] == [False, False, False, True]
    else:
        assert sorted(float(item[3]) for item in items) == [9.5, 20, 30]


def test_a_file_says_how_it_writes(tmp_path: Path) -> None:
    text = (
        "Beleg;Kunde;Am;Menge;Summe\n1;Ä;31.12.2023 18:05 +0100;1,5;1.234,50\n"
        "1;Ä;31.12.2023 18:05 +0100;;7\n"
    )
    block = {
        "columns": {
            "order_id": "Beleg",
            "customer_id": "Kunde",
            "ordered_at": "Am",
            "quantity": "Menge",
            "amount": "Summe",
        },
        "delimiter": ";",
        "date_format": "%d.%m.%Y %H:%M %z",
        "decimal_separator": ",",
    }
    output, orders, items = run_contract(tmp_path, text, **block)
    assert "read as configured: order_id = Beleg" in output, output[-2000:]
    assert orders == [("1", "Ä", None, None, None, "2023-12-31 18:05:00")]
    assert sorted((float(item[2]), float(item[3])) for item in items) == [(1, 7), (1.5, 1234.5)]


HEADER = "order_id,customer_id,date,quantity,price\n"


def test_times_are_those_of_the_clock_in_the_shop(tmp_path: Path) -> None:
    """However a file says where it hung; a day alone is a day."""
    written = ["", "+00", "-05:00", " +0530", "Z", " UTC", " GMT"]
    times = [f"2024-03-01 10:00:00{offset}" for offset in written]
    times += ["2024-03-01T10:00:00.000Z", "2024-03-01 10:00+01"]
    lines = [f"{number},a,{time},1,5" for number, time in enumerate(times)]
    output, orders, _ = run_contract(tmp_path, HEADER + "\n".join([*lines, "day,a,2024-03-01,1,5"]))
    assert len(orders) == len(lines) + 1, output[-2000:]
    assert {order[5] for order in orders if order[0] != "day"} == {"2024-03-01 10:00:00"}
    assert orders[-1][5] == "2024-03-01 00:00:00"


def test_numbers_of_floating_point_are_rounded(tmp_path: Path) -> None:
    text = HEADER + "1,a,2024-03-01,0.33333333333,2.9999999999\n2,a,2024-03-01,1e0,1e-9\n"
    output, _, items = run_contract(tmp_path, text)
    assert [(float(item[2]), float(item[3])) for item in items] == [(0.333, 1), (1, 0)], output


def test_parquet_may_have_moments_and_any_case(tmp_path: Path) -> None:
    path = tmp_path / "Lines.PARQUET"
    duckdb.sql(
        "set timezone = 'Asia/Tokyo'; "
        f"copy (select 'a' as customer, timestamptz '2024-03-01 08:00:00+09' as date, 0.1 + 0.2 as "
        f"amount) to '{path}' (format parquet)"
    )
    result = run_dbt(*CONTRACT, work_dir=tmp_path, SHOP="transactions", SHOP_FILE=str(path))
    assert result.returncode == 0, result.stdout[-3000:]
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        found = connection.sql(
            "select cast(purchased_at as varchar), order_id from intermediate.int_shop_orders"
        ).fetchall()
    assert found == [("2024-02-29 23:00:00", "a 2024-02-29")]


def test_what_came_back_later_is_a_return_of_its_day(tmp_path: Path) -> None:
    """Under the number of its order; and some write it without a sign."""
    text = HEADER + (
        "1,a,2024-01-01,2,10\n1,a,2024-03-01,-1,10\n2,a,2024-01-05,1,8\n2,a,2024-01-05,-1,8\n"
        "3,a,2024-01-06,-3,-4\n"
    )
    output, orders, items = run_contract(tmp_path, text)
    assert [(order[0], order[5][:10]) for order in orders] == [
        ("1", "2024-01-01"),
        ("1 returned 2024-03-01", "2024-03-01"),
        ("2", "2024-01-05"),
        ("3", "2024-01-06"),
    ], output[-2000:]
    assert sorted(float(item[3]) for item in items) == [-12, -10, -8, 8, 20]


def test_who_is_a_guest_and_who_is_the_same(tmp_path: Path) -> None:
    text = HEADER + "1,0,2024-01-01,1,1\n2,Ann@x.com,2024-01-01,1,1\n3,ann@X.com,2024-01-01,1,1\n"
    (tmp_path / "suppressions.csv").write_text("customer_id,reason,until\nANN@x.com,,\n")
    shops = {"mine": {"adapter": "transactions"}, "transactions": SHOPS["transactions"]}
    path = tmp_path / "orders.csv"
    path.write_text(text)
    result = run_dbt(
        *CONTRACT,
        "+int_shop_suppressions",
        work_dir=tmp_path,
        policy={"shops": shops},
        SHOP="mine",
        SHOP_FILE=str(path),
    )
    assert result.returncode == 0, result.stdout[-3000:]
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        query = "select customer_unique_id from intermediate.int_shop_{} order by all"
        customers = connection.sql(query.format("orders")).fetchall()
        suppressed = connection.sql(query.format("suppressions")).fetchall()
    assert customers == [("ann@x.com",), ("ann@x.com",), (None,)]
    assert suppressed == [("ann@x.com",)]


def test_a_shop_of_an_adapter_counts_as_its_block_says(tmp_path: Path) -> None:
    """And an order without a status, or with an unknown one, is rejected."""
    path = tmp_path / "orders.csv"
    path.write_text(
        "order_id,customer_id,date,amount,status,cancelled_at\n1,a,2024-01-01,5,paid,\n"
        "2,a,2024-01-01,5,pending,\n3,a,2024-01-01,5,paid,2024-01-02\n4,a,2024-01-01,5,,\n"
        "5,a,2024-01-01,5,odd,\n"
    )
    shops = {"mine": {"adapter": "transactions"}, "transactions": SHOPS["transactions"]}
    environment = {"SHOP": "mine", "SHOP_FILE": str(path)}
    run = ("run", "--select", "+fct_orders")
    result = run_dbt(*run, work_dir=tmp_path, policy={"shops": shops}, **environment)
    assert result.returncode == 0, result.stdout[-3000:]
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        found = connection.sql(
            "select order_id, order_status, is_included from marts.fct_orders order by all"
        ).fetchall()
        rejected = connection.sql(
            "select row_key[1], value from intermediate.int_rejected_orders order by all"
        ).fetchall()
    assert found == [
        ("1", "paid", True),
        ("2", "pending", False),
        ("3", "canceled", False),
    ]
    assert rejected == [("4", None), ("5", "odd")]


def test_without_order_ids_what_was_cancelled_is_another_order(tmp_path: Path) -> None:
    text = (
        "customer,date,amount,status,region,country\na,2024-03-01,5,Paid,N,DE\n"
        "a,2024-03-01,6,cancelled,N,DE\na,2024-03-01,7,paid,N,DE\n"
    )
    output, orders, items = run_contract(tmp_path, text)
    assert [order[:3] for order in orders] == [
        ("a 2024-03-01 cancelled", "a", "cancelled"),
        ("a 2024-03-01 paid", "a", "paid"),
    ]
    assert sorted(float(item[3]) for item in items) == [5, 6, 7]
    assert "Other columns are not read: region, country. No column is quantity:" in output
    # and what can be left out is, and is said
    assert "Not read: region: more than one column can be meant, region and country." in output


@pytest.mark.parametrize(
    ("text", "block", "message"),
    [
        (
            "order,when,who\n1,2,3\n",
            {},
            "customer_id: no column says who bought. - ordered_at: no column says when. - amount: "
            "no column says for how much; expected the amount of a line, or a unit_price. It has "
            "order, when, who. Say which is which in dbt_project.yml, var shops, shop mine",
        ),
        (
            "order_id,customer_id,email,date,amount\n",
            {},
            "customer_id: more than one column can be meant, customer_id and email.",
        ),
        (
            "order_id,customer_id,date,price,total\n",
            {},
            "amount: total can be meant, or price for each.",
        ),
        (HEADER, {"columns": {"customer": "x"}}, "columns has 'customer'; expected of order_id,"),
        (
            HEADER,
            {"columns": {"customer_id": "who"}},
            "customer_id: file orders.csv has no column 'who'.",
        ),
        (
            "customer_id,date,amount,status,order_status\n",
            {},
            "status: more than one column can be meant, status and order_status.",
        ),
        (
            HEADER,
            {"locale": "deutsch", "currency": "€", "decimal_separator": ";", "review_scale": 5},
            "shop mine: review_scale is '5'; expected the lowest and the highest score, such as "
            "[1, 5]. - var shops, shop mine: currency is '€'; expected an ISO 4217 code such as "
            "EUR, or null. - var shops, shop mine: locale is 'deutsch'; expected a language",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_explained(
    tmp_path: Path, text: str, block: dict, message: str
) -> None:
    output, orders, _ = run_contract(tmp_path, text, **block)
    assert not orders
    assert message in output, output[-3000:]


@pytest.mark.parametrize(
    ("text", "block", "entries"),
    [
        (
            HEADER + "1,a,01/02/2024,1,5\n2,a,2024-02-01,1,5\n",
            {},
            [("date", "01/02/2024", "expected a date like 2024-12-31 or 2024-12-31 23:59:59")],
        ),
        (HEADER + '1,a,2024-02-01,1,"5,50"\n', {}, [("price", "5,50", "expected a number")]),
        (
            HEADER + '1,a,2024-02-01,1,5.50\n2,a,2024-02-01,1,"5,50"\n',
            {"decimal_separator": ","},
            [("price", "5.50", "expected a number")],
        ),
        (
            HEADER + "1,a,2024-02-01,1,5\n1,b,2024-02-01,1,5\n2,a,2024-02-01,1,5\n",
            {},
            [
                ("customer_id", "a and b", "expected one customer of an order"),
                ("order_id", "1", "what it names is rejected"),
                ("order_id", "1", "what it names is rejected"),
            ],
        ),
        (
            "order_id,customer_id,date,amount,status\n1,a,2024-02-01,5,paid\n"
            "1,a,2024-02-01,5,void\n",
            {},
            [
                ("order_id", "1", "what it names is rejected"),
                ("order_id", "1", "what it names is rejected"),
                ("status", "paid and void", "expected one status of an order"),
            ],
        ),
        (
            HEADER + "1,a,2024-02-01,1,5\n2,b,2024-02-01,1,\n,b,2024-02-01,1,3\n",
            {},
            [
                ("order_id", None, "expected a value, found nothing"),
                ("price", None, "expected a value, found nothing"),
            ],
        ),
        (
            "customer_id,date,amount\na,,5\n",
            {},
            [("date", None, "expected a value, found nothing")],
        ),
        (
            HEADER + "1,a,2024-02-01,1,1e14\n2,a,2024-02-01,2,900000000\n",
            {},
            [
                ("amount", "1800000000.00", "expected at most 1000000000 (var max_amount)"),
                ("price", "1e14", "expected a number"),
            ],
        ),
        (
            HEADER + "1,a,2024-02-01,1\n2,a,2024-02-01,1,5,6\n3,a,2024-02-01,1,5\n",
            {},
            [
                ("", "1,a,2024-02-01,1", "expected 5 fields, found fewer"),
                ("", "2,a,2024-02-01,1,5,6", "expected 5 fields, found more"),
            ],
        ),
    ],
)
def test_a_line_that_is_a_mistake_is_rejected(
    tmp_path: Path, text: str, block: dict, entries: list
) -> None:
    output, _, items = run_contract(tmp_path, text, **block)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        found = connection.sql(
            "select column_name, value, reason from ("
            "from intermediate.int_rejected_orders union all by name "
            "from intermediate.int_rejected_order_items) order by all"
        ).fetchall()
    assert found == entries, output[-3000:]
    lines = text.strip().count("\n")
    assert len(items) == lines - sum(column != "customer_id" for column, *_ in entries) + (
        "status" in {column for column, *_ in entries}
    )


def test_columns_without_a_name_and_columns_of_our_names_are_no_harm(tmp_path: Path) -> None:
    text = "order_id,customer_id,date,amount,,,__found_amount,typed_amount\n"
    text += "1,a,2024-01-01,5,,,x,y\n"
    output, _, items = run_contract(tmp_path, text)
    assert [float(item[3]) for item in items] == [5], output


@pytest.mark.parametrize("kind", ["double", "float"])
def test_prices_of_floating_point_are_numbers(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "lines.parquet"
    duckdb.sql(
        "copy (select cast(n as varchar) as order_id, 'c' || n % 9 as customer_id, "
        f"date '2024-01-01' as date, cast(n / 100 + 4096 as {kind}) as amount from range(999) as "
        f"r (n)) to '{path}' (format parquet)"
    )
    result = run_dbt(*CONTRACT, work_dir=tmp_path, SHOP="transactions", SHOP_FILE=str(path))
    assert result.returncode == 0, result.stdout[-3000:]
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        assert connection.sql(
            "select count(*) from intermediate.int_shop_order_items"
        ).fetchall() == [(999,)]


def test_a_list_of_suppressed_customers_is_read_or_stops_the_build(tmp_path: Path) -> None:
    """Whoever put it there thinks that nobody on it is written to."""
    other = tmp_path / "Suppression list.xlsx"
    other.touch()
    output, _, _ = run_contract(tmp_path, RETAIL, inputs=["orders", "order_items", "suppressions"])
    assert "File Suppression list.xlsx is not read; expected suppressions.csv. Rename" in output
    (tmp_path / "suppressions.csv").write_text("customer_id,reason,until\n17850,,\n")
    output, _, _ = run_contract(tmp_path, RETAIL)
    assert (
        "File suppressions.csv is not read. Add suppressions to the inputs of the shop, "
        "dbt_project.yml, var shops, shop mine" in output
    )
    output, orders, _ = run_contract(
        tmp_path, RETAIL, inputs=["orders", "order_items", "suppressions"]
    )
    assert len(orders) == 3, output
    # so in the files of another adapter
    block = {"adapter": "olist", "inputs": WITHOUT_REVIEWS}
    result = run_dbt("run", work_dir=tmp_path, policy={"shops": {"mine": block}}, SHOP="mine")
    assert result.returncode != 0
    assert "File suppressions.csv is not read. Add" in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"SHOP": "mine"}, "The shop is 'mine' (environment variable SHOP, or else var shop)"),
        ({"SHOP": "transactions"}, "SHOP_FILE is not set; expected the path of a CSV or Parquet"),
        (
            {"SHOP": "transactions", "SHOP_FILE": "/nowhere/orders.csv"},
            "SHOP_FILE is '/nowhere/orders.csv', which is no file.",
        ),
        ({"SHOP_FILE": "orders.csv"}, "SHOP_FILE is set, but the shop is olist"),
    ],
)
def test_a_shop_that_is_not_there_is_named(tmp_path: Path, environment: dict, message: str) -> None:
    result = run_dbt(*CONTRACT, work_dir=tmp_path, **environment)
    assert result.returncode != 0
    assert message in " ".join(result.stdout.split())


@pytest.fixture(scope="module")
def lines_only(sample: Build, builds_dir: Path) -> Build:
    """Build the sample's items as a Parquet file of customer, date, quantity and amount alone."""
    path = builds_dir / "lines_only.parquet"
    with duckdb.connect(str(sample.database), read_only=True) as connection:
        connection.execute(
            "copy (select customer_unique_id as customer, purchase_date as date, 1 as quantity, "
            f"price_amount as amount from marts.fct_order_items) to '{path}.{os.getpid()}' "
            "(format parquet)"
        )
    Path(f"{path}.{os.getpid()}").replace(path)
    return build(
        work_dir=builds_dir / "lines_only",
        policy=FEWER_FITS,
        SHOP="transactions",
        SHOP_FILE=str(path),
    )


def test_without_order_ids_a_day_of_a_customer_is_an_order(
    sample: Build, lines_only: Build
) -> None:
    expected = sample.rows(
        "select customer_unique_id, count(distinct purchase_date), count(*), sum(price_amount) "
        "from marts.fct_order_items group by all order by all"
    )
    assert expected == lines_only.rows(
        "select customer_unique_id, order_count, item_count, spend_amount "
        "from marts.customer_features order by all"
    )
    # the columns of the file are looked at as it names them
    ((lines,),) = sample.rows("select count(*) from marts.fct_order_items")
    assert lines_only.rows(
        "select source, column_name, missing_count, row_count from marts.source_profile "
        "order by all"
    ) == [
        ("order_lines", column, 0, lines) for column in ("amount", "customer", "date", "quantity")
    ]
    assert lines_only.rows("select count(*) from marts.dim_products") == [(0,)]
    assert lines_only.rows("select count(*) from marts.fct_order_reviews") == [(0,)]
    assert not any(
        value
        for name, value in lines_only.frame(
            (ROOT / "models_py/report/queries/shop_totals.sql").read_text()
        )
        .iloc[0]
        .items()
        if name.startswith("has_")
    )
    assert "Shop transactions, recipe rfm_balanced; no reviews, payments, places" in (
        " ".join(lines_only.log.split())
    )
    # what a shop without reviews is called has nothing of them
    for table, column in (
        ("segment_profiles", "segment_name"),
        ("segment_profiles", "recommended_action"),
        ("segment_profiles", "distinguishing_traits"),
        ("campaign_customers", "campaign"),
    ):
        told = " ".join(
            str(text) for (text,) in lines_only.rows(f"select distinct {column} from marts.{table}")
        ).lower()
        for word in ("review", "satisf", "lukewarm", "disappoint"):
            assert word not in told, (table, column, told)


@pytest.fixture(scope="module")
def no_reviews(builds_dir: Path) -> Build:
    """Build the sample without its reviews, as a shop that has none."""
    files = builds_dir / f"no_reviews_{os.getpid()}"
    shutil.copytree(SAMPLE_DIR, files)
    (files / "olist_order_reviews_dataset.csv").unlink()
    shop = {
        "adapter": "olist",
        "inputs": [*WITHOUT_REVIEWS, "suppressions"],
        "included_order_statuses": ["delivered"],
    }
    return build(
        work_dir=builds_dir / "no_reviews",
        data_dir=files,
        policy=FEWER_FITS | {"shop": "mine", "shops": SHOPS | {"mine": shop}},
    )


def test_nine_files_without_reviews(no_reviews: Build) -> None:
    assert no_reviews.rows("select count(*) from marts.fct_order_reviews") == [(0,)]
    assert no_reviews.rows(
        "select count(*) from marts.customer_features where mean_review_score is not null"
    ) == [(0,)]
    names = no_reviews.rows("select distinct segment_name from marts.segment_profiles")
    assert not [name for (name,) in names if "atisf" in name or "review" in name]


def test_the_adapter_of_the_page_builds(sample: Build, builds_dir: Path, tmp_path: Path) -> None:
    """The files and the block of docs/shops.md, on tables made of the sample."""
    project_dir, work_dir = builds_dir / "page_project", builds_dir / "page"

    def prepare() -> None:
        for name in ("dbt_project", "models_py", "seeds", "analyses", "tests"):
            ignore = shutil.ignore_patterns("python", "__pycache__")
            shutil.copytree(ROOT / name, project_dir / name, ignore=ignore)
        for name in ("profiles.yml", ".dbtignore"):
            shutil.copy(ROOT / name, project_dir)
        project = (ROOT / "dbt_project.yml").read_text()
        page = (ROOT / "docs" / "shops.md").read_text()
        blocks = re.findall(
            r"```(?:sql|yaml)\n(?:--|#) (dbt_project[\w./]*)[^\n]*\n(.*?)```", page, re.DOTALL
        )
        assert len(blocks) == 4
        for path, text in blocks:
            if path == "dbt_project.yml":
                project = project.replace("\n  shops:\n", f"\n  shops:\n{text}")
            else:
                (project_dir / path).parent.mkdir(exist_ok=True)
                (project_dir / path).write_text(text)
        (project_dir / "dbt_project.yml").write_text(project)
        with duckdb.connect(str(work_dir / "warehouse.duckdb")) as connection:
            connection.execute(f"attach '{sample.database}' as warehouse_of_sample (read_only)")
            connection.execute("create schema raw")
            connection.execute(
                "create table raw.sales as select row_number() over (order by order_id) as sale_no,"
                " order_id, case when hash(order_id) % 20 = 0 then 0 else dense_rank() over "
                "(order by customer_unique_id) end as member_no, purchased_at as sold_at, "
                "case when order_status = 'delivered' then 'P' else 'X' end as state, "
                "'Main Street' as branch from warehouse_of_sample.marts.fct_orders"
            )
            connection.execute(
                "create table raw.sale_lines as select sale_no, order_item_id as position, "
                "product_id as article, category as department, 1 as pieces, price_amount as price "
                "from warehouse_of_sample.marts.fct_order_items join raw.sales using (order_id)"
            )

    built = build(
        work_dir=work_dir, project_dir=project_dir, policy=FEWER_FITS, prepare=prepare, SHOP="mine"
    )
    assert built.rows("select shop, currency, locale from marts.shops") == [
        ("mine", "EUR", "de-DE")
    ]
    ((guests,),) = built.rows("select count(*) from raw.sales where member_no = 0 and state = 'P'")
    assert guests > 100
    assert built.rows(
        "select order_or_return_count from marts.shop_coverage where coverage_reason = 'guest'"
    ) == [(guests,)]
    assert built.rows(
        "select cast(sum(pieces * price) as decimal(18, 2)) from raw.sale_lines"
    ) == built.rows("select sum(revenue_amount) from marts.shop_coverage")

    # a column that the contract does not know is not left out without a word, nor one that it needs
    shutil.copytree(project_dir, tmp_path / "project")
    shutil.copy(built.database, tmp_path)
    model = tmp_path / "project/dbt_project/models/staging/mine/shop_mine__orders.sql"
    text = model.read_text()
    for old, new, message in (
        ("as channel", "as chanel", 'a column "chanel", which input orders does not know'),
        ("nullif(member_no, 0) as customer_id,", "", "no column customer_id, which input orders"),
    ):
        model.write_text(text.replace(old, new))
        result = run_dbt(
            *("run", "--select", "shop_mine__orders", "int_shop_orders"),
            work_dir=tmp_path,
            project_dir=tmp_path / "project",
            SHOP="mine",
        )
        assert result.returncode != 0
        assert f"Model shop_mine__orders has {message}" in " ".join(result.stdout.split())


@pytest.fixture(scope="module")
def gift_shop(builds_dir: Path) -> Build:
    """Build the year 2009-2010 of Online Retail II with one command and no edited file."""
    if RETAIL_FILE is None:
        pytest.skip("set RETAIL_REAL_DATA_FILE to the first sheet of Online Retail II as CSV")
    return build(
        *WITHOUT_UNIT_TESTS,
        work_dir=builds_dir / "gift_shop",
        command="make build",
        SHOP="transactions",
        SHOP_FILE=RETAIL_FILE,
    )


@pytest.fixture(scope="module")
def invoices(gift_shop: Build) -> pd.DataFrame:
    """Return the lines of the file, as text but for numbers and times."""
    lines = pd.read_csv(RETAIL_FILE, dtype={"Invoice": str, "Customer ID": str})
    lines["InvoiceDate"] = pd.to_datetime(lines["InvoiceDate"])
    # to the cent
    lines["cents"] = (lines["Quantity"] * (lines["Price"] * 1000).round() / 10).round().astype(int)
    return lines


def customers_of(lines: pd.DataFrame, last_day: pd.Timestamp) -> pd.DataFrame:
    """Return recency, orders, items and net spend in cents of who bought by a day, by pandas."""
    lines = lines[lines["InvoiceDate"] < last_day + pd.Timedelta("1D")]
    known = lines.dropna(subset=["Customer ID"])
    is_return = (known["Quantity"] < 0) | (known["cents"] < 0)
    orders = known[~is_return].groupby("Customer ID")
    found = pd.DataFrame(
        {
            "recency_days": (last_day - orders["InvoiceDate"].max().dt.normalize()).dt.days,
            "order_count": orders["Invoice"].nunique(),
        }
    )
    everything = known.groupby("Customer ID")
    found["item_count"] = everything["Quantity"].sum()
    found["cents"] = everything["cents"].sum()
    return found.sort_index()


def transformed(customers: pd.DataFrame) -> np.ndarray:
    """Return the features of recipe rfm_balanced, shape (n, 3), before they are scaled."""
    return np.column_stack(
        [
            np.sqrt(customers["recency_days"]),
            np.log1p(customers["order_count"]),
            np.log1p((customers["cents"] / 100).clip(lower=0)),
        ]
    )


def test_the_gift_shop_reconciles_to_its_file(gift_shop: Build, invoices: pd.DataFrame) -> None:
    duplicates = invoices.drop(columns="cents").duplicated().sum()
    assert (len(invoices), duplicates) == (525_461, 6_865)
    covered = gift_shop.rows(
        "select sum(order_or_return_count), sum(line_count), sum(revenue_amount) "
        "from marts.shop_coverage"
    )
    assert [tuple(map(float, row)) for row in covered] == [
        (invoices["Invoice"].nunique(), len(invoices), invoices["cents"].sum() / 100)
    ]
    guests = invoices[invoices["Customer ID"].isna()]
    assert gift_shop.rows(
        "select sum(line_count) from marts.shop_coverage where coverage_reason like 'guest%'"
    ) == [(len(guests),)]


def test_the_gift_shop_agrees_with_pandas(gift_shop: Build, invoices: pd.DataFrame) -> None:
    expected = customers_of(invoices, invoices["InvoiceDate"].max().normalize())
    found = gift_shop.frame(
        "select customer_unique_id, recency_days, order_count, item_count, "
        "cast(spend_amount * 100 as bigint) as cents, r_score, f_score, m_score, "
        "kmeans_segment_id from marts.customers where as_of_date is not null"
    ).set_index("customer_unique_id")
    found = found.sort_index()
    assert list(found.index) == list(expected.index)
    for column in expected:
        assert (found[column] == expected[column]).all(), column

    # RFM: the share of the customers that a threshold has below it, at the version's date
    cut_points = gift_shop.frame(
        "select dimension, score, cut_point from marts.rfm_cut_points "
        "where model_version = (select max(model_version) from marts.rfm_cut_points)"
    )
    ((fitted,),) = gift_shop.rows(
        "select fitted_as_of_date from marts.segmentation_models "
        "where algorithm = 'rfm' and is_current"
    )
    then = customers_of(invoices, pd.Timestamp(fitted))
    bounds = {
        name: rows.sort_values("score")["cut_point"].to_numpy()
        for name, rows in cut_points.groupby("dimension")
    }
    quantiles = np.array([0.2, 0.4, 0.6, 0.8])
    inverted = "inverted_cdf"
    spend = then["cents"].to_numpy() / 100
    np.testing.assert_allclose(
        bounds["monetary"], np.quantile(spend, quantiles, method=inverted), rtol=1e-12
    )
    np.testing.assert_allclose(
        bounds["recency"],
        np.quantile(then["recency_days"], 1 - quantiles, method=inverted),
    )
    scores = {
        "r_score": 1 + sum(expected["recency_days"].to_numpy() <= b for b in bounds["recency"]),
        "f_score": 1 + sum(expected["order_count"].to_numpy() >= b for b in bounds["frequency"]),
        "m_score": 1 + sum(expected["cents"].to_numpy() / 100 > b for b in bounds["monetary"]),
    }
    for name, values in scores.items():
        assert (found[name].to_numpy() == values).all(), name

    # KMeans: standard scale and a fit as scikit-learn makes it of every customer of that day
    model = gift_shop.frame(
        "select segment_id, feature, centroid_scaled, scaler_center, scaler_scale "
        "from marts.kmeans_centroids where model_version = "
        "(select max(model_version) from marts.kmeans_centroids) order by all"
    )
    features = ["recency_days", "order_count", "spend_amount"]
    scaler = model.drop_duplicates("feature").set_index("feature").loc[features]
    center, scale = scaler["scaler_center"].to_numpy(), scaler["scaler_scale"].to_numpy()
    at_fit = transformed(then)
    np.testing.assert_allclose(center, at_fit.mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(scale, at_fit.std(axis=0), rtol=1e-6)
    centroids = model.pivot(index="segment_id", columns="feature", values="centroid_scaled")

    def distances(values: np.ndarray) -> np.ndarray:
        scaled = (values - center) / scale
        return ((scaled[:, None] - centroids[features].to_numpy()[None]) ** 2).sum(axis=2)

    plain = KMeans(len(centroids), n_init=10, random_state=1).fit((at_fit - center) / scale)
    assert distances(at_fit).min(axis=1).sum() <= 1.001 * plain.inertia_
    assert adjusted_rand_score(plain.labels_, distances(at_fit).argmin(axis=1)) > 0.95
    # and today everybody is with the nearest centroid of it
    nearest = centroids.index.to_numpy()[distances(transformed(expected)).argmin(axis=1)]
    assert (found["kmeans_segment_id"].to_numpy() == nearest).all()
    # and the fit spreads as its recipe promises
    shares = gift_shop.rows(
        "select variance_share from marts.feature_contributions where recipe = 'rfm_balanced'"
    )
    assert max(share for (share,) in shares) < 0.6


# Names and actions of segments, and what is true of whoever is so called. `all` are the customers.
CLAIMS = {
    "review|satisf|disappoint|lukewarm|missing": lambda own, all: own["reviewed"].mean() >= 0.5,
    "(?<!dis)satisfied": lambda own, all: (
        own["score"].mean() > all["score"].mean() - all["score"].std() / 4
    ),
    "dissatisfied|disappoint": lambda own, all: own["score"].mean() < all["score"].mean(),
    "second.order": lambda own, all: own["orders"].median() == 1,
    "one-time": lambda own, all: (own["orders"] == 1).mean() >= 0.8,
    "occasional": lambda own, all: own["orders"].mean() < all["orders"].mean(),
    "newcomer|new customer|welcome": lambda own, all: own["tenure"].mean() < all["tenure"].mean(),
    "repeat|loyal|regular cust": lambda own, all: own["orders"].mean() >= 1.5,
    # "more recent" is than its namesake
    "(?<!more )recent": lambda own, all: own["recency"].mean() < all["recency"].mean(),
    "lapsed|win .*back|win-back|lost|hibernat|at risk": lambda own, all: (
        own["recency"].mean() > all["recency"].mean()
    ),
    "big spend|high-value": lambda own, all: own["spend"].mean() >= 1.5 * all["spend"].mean(),
    "big-basket": lambda own, all: (
        own["items"].sum() / own["orders"].sum() >= 1.5 * all["items"].sum() / all["orders"].sum()
    ),
    "big-ticket": lambda own, all: (
        (own["spend"] / own["orders"]).mean() >= 1.5 * (all["spend"] / all["orders"]).mean()
    ),
    "champion": lambda own, all: (
        own["spend"].mean() > all["spend"].mean() and own["recency"].mean() < all["recency"].mean()
    ),
    "average": lambda own, all: own["spend"].mean() <= 1.5 * all["spend"].mean(),
}


def build_lines(builds_dir: Path, name: str, lines: pd.DataFrame) -> Build:
    """Build a shop of order lines, as a CSV file."""
    builds_dir.mkdir(parents=True, exist_ok=True)
    path = builds_dir / f"{name}_{os.getpid()}.csv"
    lines.to_csv(path, index=False, date_format="%Y-%m-%d")
    environment = {"SHOP": "transactions", "SHOP_FILE": str(path)}
    work_dir = builds_dir / name
    return build(*WITHOUT_UNIT_TESTS, work_dir=work_dir, policy=FEWER_FITS, **environment)


@pytest.fixture(scope="module")
def subscriptions(builds_dir: Path) -> Build:
    """Build a shop whose customers pay the same every month; 3 % of them cancel in a month."""
    rng = np.random.default_rng(1)
    begin, end = pd.Timestamp("2023-01-01"), pd.Timestamp("2024-12-31")
    rows = []
    for customer in range(600):
        first = begin + pd.Timedelta(days=int(rng.integers(700)))
        months = range(1 + rng.geometric(0.03))
        rows += [(f"s{customer}", first + pd.DateOffset(months=month)) for month in months]
    lines = pd.DataFrame(rows, columns=["customer", "date"])
    lines = lines[lines["date"] <= end].assign(quantity=1, amount=9.90)
    return build_lines(builds_dir, "subscriptions", lines)


@pytest.fixture(scope="module")
def repeat_buyers(builds_dir: Path) -> Build:
    """Build a shop whose customers mostly come again, and whose one seller is five days late."""
    rng = np.random.default_rng(2)
    begin, end = pd.Timestamp("2023-01-01"), pd.Timestamp("2024-12-31")
    rows = []
    for customer in range(500):
        day = begin + pd.Timedelta(days=int(rng.integers(600)))
        last = min(end, day + pd.Timedelta(days=int(rng.exponential(400))))
        rate, basket = max(rng.gamma(1.2, 1 / 40), 1e-3), rng.lognormal(4, 0.6)
        while day <= last:
            amount = round(float(basket * rng.lognormal(0, 0.3)), 2)
            rows.append((f"c{customer}", day, int(rng.integers(1, 4)), amount))
            day += pd.Timedelta(days=1 + int(rng.exponential(1 / rate)))
    lines = pd.DataFrame(rows, columns=["customer", "date", "quantity", "amount"])
    days = lines["date"]
    lines = lines.assign(
        seller_id="only",
        estimated_delivery_at=days + pd.Timedelta(days=2),
        delivered_at=days + pd.Timedelta(days=7),
    )
    # the first ten customers bring something back at last
    returns = lines[~lines["customer"].duplicated()].head(10)
    returns = returns.assign(date=end, quantity=-1, amount=-5.0, delivered_at=pd.NaT)
    lines = pd.concat([lines, returns.assign(estimated_delivery_at=pd.NaT)], ignore_index=True)
    # and the last late order was cancelled
    late = lines[(lines["quantity"] > 0) & (lines["delivered_at"] <= end)]
    lines.loc[late["date"].idxmax(), "cancelled_at"] = end
    return build_lines(builds_dir, "repeat_buyers", lines)


@pytest.fixture(
    scope="module",
    params=["sample", "real", "no_reviews", "gift_shop", "subscriptions", "repeat_buyers"],
)
def any_shop(request: pytest.FixtureRequest) -> Build:
    """Return shops of four kinds: marketplaces, repeat buyers, without reviews, subscriptions."""
    return request.getfixturevalue(request.param)


def test_names_and_actions_are_true_of_their_customers(any_shop: Build) -> None:
    customers = any_shop.frame(
        "select customer_unique_id, order_count as orders, recency_days as recency, "
        "tenure_days as tenure, item_count as items, cast(spend_amount as double) as spend, "
        "mean_review_score as score, mean_review_score is not null as reviewed "
        "from marts.customer_features"
    )
    told = any_shop.frame(
        "select algorithm, profiles.segment_name, recommended_action, customer_unique_id "
        "from marts.customer_segments "
        "join marts.segment_profiles as profiles using (algorithm, segment_id)"
    ).merge(customers, on="customer_unique_id")
    false, checked = [], 0
    for (_, name, action), own in told.groupby(["algorithm", "segment_name", "recommended_action"]):
        for claim, is_true in CLAIMS.items():
            # whoever has not reviewed is asked to; nothing is claimed
            if re.search(claim, f"{name}: {action}".lower()) and not name.startswith(
                "Not reviewed"
            ):
                checked += 1
                if not is_true(own, customers):
                    false.append((claim, name, action, own.describe().loc["mean"].to_dict()))
    assert not false
    assert checked > 5
    # who is called more recent is, than all others of the name
    told["name"] = told["segment_name"].str.replace(r" \(.*", "", regex=True)
    days = told.groupby(["algorithm", "name", "segment_name"])["recency"].mean()
    for (algorithm, name, segment), mean in days.items():
        if "more recent" in segment:
            assert mean == days.loc[algorithm, name].min(), segment


def test_nobody_is_won_back_who_buys_as_often_as_ever(subscriptions: Build) -> None:
    """Most pay every month, so that days since the last payment say little of who has left."""
    customers = subscriptions.frame(
        "select campaign, recency_days from marts.customers where tenure_days > recency_days"
    )
    told = customers.groupby(["campaign", customers["recency_days"] > 62]).size()
    told = told.unstack(fill_value=0)
    assert told.loc["Win back repeat buyers", False] == 0
    in_rhythm = told.loc["Keep the rhythm"]
    assert in_rhythm[False] > 50 and in_rhythm[True] == 0
    # and who has left is
    assert told.loc["Win back repeat buyers", True] > 50


def test_standing_questions_need_no_statuses(repeat_buyers: Build, tmp_path: Path) -> None:
    """Of a shop that has a seller and promised days."""
    # a copy, because dbt is a writer and other tests are reading
    shutil.copy(repeat_buyers.database, tmp_path)
    file = next(repeat_buyers.database.parent.parent.glob("repeat_buyers_*.csv"))
    environment = {"SHOP": "transactions", "SHOP_FILE": str(file)}
    result = run_dbt("compile", "--select", "path:analyses", work_dir=tmp_path, **environment)
    assert result.returncode == 0, result.stdout
    answers = {
        path.stem: repeat_buyers.frame(path.read_text().rstrip().rstrip(";"))
        for path in (tmp_path / "target/compiled/ecommerce_segmentation/analyses").glob("*.sql")
    }
    lines = pd.read_csv(file, parse_dates=["date"])
    lines = lines[lines["cancelled_at"].isna()]
    sold = lines[lines["quantity"] > 0]
    (seller,) = answers["top_sellers"].to_dict("records")
    assert seller["seller_id"] == "only"
    assert seller["item_count"] == sold["quantity"].sum()
    assert seller["order_count"] == len(sold.drop_duplicates(["customer", "date"]))
    # what came back lowers it
    assert float(seller["revenue_amount"]) == pytest.approx(lines["amount"].sum())
    is_recent = sold["date"] >= lines["date"].max() - pd.DateOffset(months=3)
    is_known = sold["date"] + pd.Timedelta(days=7) <= lines["date"].max()
    late = sold[is_recent & is_known].drop_duplicates(["customer", "date"])
    assert 0 < len(late) == len(answers["late_orders"])
    assert len(answers["engaged_new_sellers"]) == 0


def test_who_bought_in_a_file_of_lines_is_forgotten(repeat_buyers: Build, tmp_path: Path) -> None:
    """Also by an id so short that its bytes stand anywhere."""
    ((customer, key),) = repeat_buyers.rows(
        "select customer_unique_id, customer_key from marts.fct_orders order by all limit 1"
    )
    assert len(customer) == 2
    copied = repeat_buyers._replace(database=tmp_path / "warehouse.duckdb")
    shutil.copy(repeat_buyers.database, copied.database)
    assert len(traces(copied, {customer}, {key})) > 20
    (tmp_path / "other.log").write_text(f"customer {customer}99\n")
    lines = forget_tool.forget(copied.database, customer, [tmp_path])
    assert traces(copied, {customer}, {key}) == []
    assert f"every row of the customer {customer}" in "\n".join(lines)
    assert (tmp_path / "other.log").exists()


def test_the_report_shows_no_id_of_a_file_of_lines(repeat_buyers: Build) -> None:
    query = (ROOT / "models_py/report/queries/source_profile.sql").read_text()
    profile = repeat_buyers.frame(query).set_index("column_name")
    values = profile[["min_value", "max_value", "most_frequent_value"]].notna().any(axis=1)
    assert not values["customer"]
    assert values["date"] and values["quantity"]


def test_the_gift_shop_is_told_what_is_true(gift_shop: Build) -> None:
    profiles = gift_shop.frame(
        "select segment_name, recommended_action, order_count_median, spend_share, customer_share "
        "from marts.segment_profiles where algorithm <> 'rfm'"
    )
    told = (profiles["segment_name"] + ": " + profiles["recommended_action"]).str.lower()
    assert not told.str.contains("review").any()
    repeats = profiles["order_count_median"] >= 2
    assert not (told.str.contains("second order") & repeats).any()
    is_rich = profiles["spend_share"] > 1.5 * profiles["customer_share"]
    assert not (told.str.contains("average") & is_rich).any()
    assert json.dumps(sorted(profiles["segment_name"])).count("Loyal repeat buyers") >= 1
