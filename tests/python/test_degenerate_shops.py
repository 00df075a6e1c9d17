"""Shops that are hardly any: each is built, or told why it cannot be."""

import csv
import shutil
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from conftest import FEWER_FITS, SAMPLE_DIR, WITHOUT_UNIT_TESTS, DbtResult, build, run_dbt

PURCHASED = "order_purchase_timestamp"
FIRST_DAY = date(2024, 1, 1)


class Line(dict):
    """An order of one line: whose it is, how many days after the first, its amount and status."""

    def __init__(self, customer: str, day: int = 0, amount: float = 5, status: str = "paid"):
        super().__init__(
            customer=customer, date=FIRST_DAY + timedelta(day), amount=amount, status=status
        )


SHOPS: dict[str, list[Line]] = {
    "no order": [],
    "one order": [Line("ann")],
    "one customer": [Line("ann", 20 * each, 5 + each) for each in range(40)],
    "three customers": [Line(f"c{each % 3}", 20 * each, 5 + each) for each in range(40)],
    "everything cancelled": [
        Line(f"c{each % 300}", each, status="cancelled") for each in range(700)
    ],
    "guests alone": [Line("", each) for each in range(100)],
    "everything returned": [Line(f"c{each % 300}", each, -5) for each in range(700)],
    "all customers equal": [
        Line(f"c{each}", day) for each in range(100) for day in range(0, 400, 25)
    ],
    "one day": [Line(f"c{each % 300}", 0, 5 + each % 50) for each in range(500)],
}


def write(name: str, path: Path) -> Path:
    with open(path, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["order_id", "customer", "date", "amount", "status"])
        rows.writerows([number, *line.values()] for number, line in enumerate(SHOPS[name]))
    return path


def what_is_wrong(result: DbtResult) -> list[str]:
    assert result.returncode != 0
    assert "Traceback" not in result.stdout
    return [line for line in result.stdout.splitlines() if line.startswith("- ")]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no order", "Shop transactions has no rows of order_items, orders."),
        ("everything cancelled", "of 700 orders 0 are of guests, and 700 are returns or have"),
        ("guests alone", "of 100 orders 100 are of guests, and 0 are returns or have a status"),
        ("everything returned", "of 700 orders 0 are of guests, and 700 are returns or have"),
        ("one order", "var kmeans_cluster_count is 4; expected at most 1, as many customers"),
        ("three customers", "var ward_cluster_count is 4; expected at most 3, as many customers"),
        ("all customers equal", "expected at most 1, as many customers differ in recipe rfm_"),
    ],
)
def test_a_shop_without_segments_is_told_once_why(tmp_path: Path, name: str, message: str) -> None:
    result = run_dbt(
        "make build",
        *WITHOUT_UNIT_TESTS,
        work_dir=tmp_path,
        SHOP="transactions",
        SHOP_FILE=str(write(name, tmp_path / "orders.csv")),
    )
    (line,) = what_is_wrong(result)
    assert message in line


def test_an_order_that_counts_after_the_last_purchase_is_told(tmp_path: Path) -> None:
    files = {path: pd.read_csv(path, dtype=str) for path in SAMPLE_DIR.glob("olist_*.csv")}
    orders = files[SAMPLE_DIR / "olist_orders_dataset.csv"]
    order = orders[orders["order_status"] == "delivered"].iloc[0]
    for path, rows in files.items():
        for key in ("order_id", "customer_id"):
            if key in rows:
                rows = rows[rows[key] == order[key]]
        rows.to_csv(tmp_path / path.name, index=False)
    translation = "product_category_name_translation.csv"
    shutil.copy(SAMPLE_DIR / translation, tmp_path / translation)
    result = run_dbt("make build", *WITHOUT_UNIT_TESTS, work_dir=tmp_path, data_dir=tmp_path)
    (line,) = what_is_wrong(result)
    assert f"counts from {order['order_delivered_customer_date'][:10]} on" in line
    assert f"the last purchase, the date that is looked at, is {order[PURCHASED][:10]}." in line


@pytest.mark.parametrize(
    ("name", "policy", "customer_count"),
    [
        ("one day", {}, 300),
        ("one customer", {"kmeans_cluster_count": 1, "dbscan_eps": 0.5}, 1),
        ("all customers equal", {"kmeans_cluster_count": 1, "dbscan_eps": 0.5}, 100),
    ],
)
def test_a_shop_that_is_hardly_one_is_built(
    tmp_path: Path, name: str, policy: dict, customer_count: int
) -> None:
    shop = build(
        *WITHOUT_UNIT_TESTS,
        work_dir=tmp_path,
        policy=FEWER_FITS | policy,
        SHOP="transactions",
        SHOP_FILE=str(write(name, tmp_path / "orders.csv")),
    )
    assert shop.rows(
        "select algorithm, cast(sum(customer_count) as integer) from marts.segment_profiles "
        "group by algorithm order by algorithm"
    ) == [(algorithm, customer_count) for algorithm in ("dbscan", "kmeans", "rfm", "ward")]
