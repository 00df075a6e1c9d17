"""The four standing questions against pandas on the raw files."""

import json
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from conftest import ROOT, SAMPLE_DIR, Build, run_dbt

# Within the history of the sample and of the real shop.
EARLIER = {"sample": "2024-06-30 12:00:00", "real": "2018-06-30 12:00:00"}


def read(data_dir: Path, entity: str, dates: list[str] | None = None) -> pd.DataFrame:
    path = data_dir / f"olist_{entity}_dataset.csv"
    text = {"customer_zip_code_prefix": str}
    return pd.read_csv(path, dtype=text, parse_dates=dates or [], encoding="utf-8-sig")


@pytest.fixture(scope="module", params=["default", "earlier"])
def policy(request: pytest.FixtureRequest, shop: Build) -> dict:
    name = "sample" if shop.data_dir == SAMPLE_DIR else "real"
    return {"reporting_at": EARLIER[name]} if request.param == "earlier" else {}


@pytest.fixture(scope="module")
def answers(shop: Build, policy: dict, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """Compile the analyses and run the compiled SQL, as a BI tool would."""
    work_dir = tmp_path_factory.mktemp("analyses")
    # a copy, because dbt is a writer and other tests are reading
    shutil.copy(shop.database, work_dir)
    result = run_dbt(
        "compile",
        "--select",
        "path:analyses",
        work_dir=work_dir,
        data_dir=shop.data_dir,
        policy=policy,
    )
    assert result.returncode == 0, result.stdout
    compiled = work_dir / "target/compiled/ecommerce_segmentation/analyses"
    with duckdb.connect(str(shop.database), read_only=True) as connection:
        return {
            path.stem: connection.sql(path.read_text().rstrip().rstrip(";")).df()
            for path in sorted(compiled.glob("*.sql"))
        }


@pytest.fixture(scope="module")
def raw(shop: Build) -> dict[str, pd.DataFrame]:
    """Read the raw files."""
    return {
        "orders": read(
            shop.data_dir,
            "orders",
            [
                "order_purchase_timestamp",
                "order_delivered_customer_date",
                "order_estimated_delivery_date",
            ],
        ),
        "items": read(shop.data_dir, "order_items"),
        "customers": read(shop.data_dir, "customers"),
        "reviews": read(shop.data_dir, "order_reviews", ["review_answer_timestamp"]),
    }


@pytest.fixture(scope="module")
def moment(raw: dict, policy: dict) -> pd.Timestamp:
    latest = raw["orders"].order_purchase_timestamp.max()
    return pd.Timestamp(policy["reporting_at"]) if policy else latest


def test_questions_have_answers(answers: dict, policy: dict) -> None:
    """An answer that is empty on both sides would be equal, and prove nothing."""
    if not policy:
        assert all(len(answer) for answer in answers.values())


def test_late_orders(answers: dict, raw: dict, moment: pd.Timestamp) -> None:
    orders = raw["orders"]
    late = orders[
        (orders.order_status != "canceled")
        & (orders.order_purchase_timestamp <= moment)
        & (orders.order_purchase_timestamp >= (moment - pd.DateOffset(months=3)).normalize())
        & (orders.order_delivered_customer_date <= moment)
    ].assign(
        delay=lambda o: (
            (
                o.order_delivered_customer_date.dt.normalize()
                - o.order_estimated_delivery_date.dt.normalize()
            ).dt.days
        )
    )
    late = late[late.delay >= 3].sort_values(
        ["order_purchase_timestamp", "order_id"], ascending=[False, True]
    )
    answer = answers["late_orders"]
    assert answer.order_id.tolist() == late.order_id.tolist()
    assert answer.delivery_delay_days.tolist() == late.delay.astype(int).tolist()


def delivered_items(raw: dict, moment: pd.Timestamp) -> pd.DataFrame:
    """Return the items delivered by the day of the moment; without a date, on the promised one."""
    items = raw["items"].merge(raw["orders"], on="order_id")
    delivered = items.order_delivered_customer_date.fillna(items.order_estimated_delivery_date)
    return items[
        (items.order_status == "delivered")
        & (items.order_purchase_timestamp <= moment)
        & (delivered.dt.normalize() <= moment.normalize())
    ]


def test_top_sellers(answers: dict, raw: dict, moment: pd.Timestamp) -> None:
    revenue = delivered_items(raw, moment).groupby("seller_id").price.sum().round(2)
    expected = revenue[revenue > 100_000].to_dict()
    answer = answers["top_sellers"]
    assert dict(zip(answer.seller_id, answer.revenue_amount, strict=True)) == pytest.approx(
        expected
    )
    assert answer.revenue_amount.is_monotonic_decreasing


def test_engaged_new_sellers(answers: dict, raw: dict, moment: pd.Timestamp) -> None:
    sellers = (
        delivered_items(raw, moment)
        .groupby("seller_id")
        .agg(first=("order_purchase_timestamp", "min"), items=("order_item_id", "size"))
    )
    new = sellers[
        (sellers["first"] >= (moment - pd.DateOffset(months=3)).normalize())
        & (sellers["items"] > 30)
    ]
    answer = answers["engaged_new_sellers"]
    assert dict(zip(answer.seller_id, answer.item_count, strict=True)) == new["items"].to_dict()


def test_worst_reviewed_zip_codes(answers: dict, raw: dict, moment: pd.Timestamp) -> None:
    reviews = raw["reviews"]
    reviews = reviews[
        (reviews.review_answer_timestamp <= moment)
        & (reviews.review_answer_timestamp >= (moment - pd.DateOffset(months=12)).normalize())
    ]
    zip_codes = (
        reviews.merge(raw["orders"][["order_id", "customer_id"]], on="order_id")
        .merge(raw["customers"], on="customer_id")
        .groupby("customer_zip_code_prefix")
        .review_score.agg(["size", "mean"])
    )
    worst = zip_codes[zip_codes["size"] > 30].reset_index()
    worst = worst.sort_values(["mean", "customer_zip_code_prefix"]).head(5)
    answer = answers["worst_reviewed_zip_codes"]
    assert answer.customer_zip_code_prefix.tolist() == worst.customer_zip_code_prefix.tolist()
    assert answer.review_count.tolist() == worst["size"].tolist()
    assert answer.mean_review_score.tolist() == pytest.approx(worst["mean"].tolist())


@pytest.mark.parametrize("question", sorted(p.stem for p in (ROOT / "analyses").glob("*.sql")))
def test_question_runs_with_dbt_show(
    sample: Build, question: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    work_dir = tmp_path_factory.mktemp("question")
    shutil.copy(sample.database, work_dir)
    result = run_dbt(
        "--quiet",
        "show",
        "--select",
        question,
        "--output",
        "json",
        "--limit",
        "3",
        work_dir=work_dir,
    )
    assert result.returncode == 0, result.stdout
    assert len(json.loads(result.stdout)["show"]) <= 3
