"""The figures published for the real shop, so that a truncated download cannot pass."""

import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from conftest import Build, run_dbt


def test_real_shop_has_the_published_totals(real: Build) -> None:
    (totals,) = real.rows(
        "select count(*), count(distinct customer_unique_id), sum(item_amount), "
        "sum(freight_amount), sum(payment_amount) from marts.fct_orders"
    )
    assert totals == (
        99_441,
        96_096,
        Decimal("13591643.70"),
        Decimal("2251909.54"),
        Decimal("16008872.12"),
    )
    assert real.rows("select count(*) from marts.customer_features") == [(93_358,)]
    assert dict(
        real.rows("select algorithm, count(*) from marts.customer_segments group by all")
    ) == dict.fromkeys(("rfm", "kmeans", "dbscan", "ward"), 93_358)


@pytest.mark.parametrize(
    ("question", "row_count"), [("late_orders", 322), ("engaged_new_sellers", 3)]
)
def test_questions_count_the_first_day_of_the_window(
    real: Build, tmp_path: Path, question: str, row_count: int
) -> None:
    """The figures of the study that the project began as; 318 and 2 without that day."""
    shutil.copy(real.database, tmp_path)
    result = run_dbt(
        *("--quiet", "show", "--select", question, "--output", "json", "--limit", "1000"),
        work_dir=tmp_path,
        data_dir=real.data_dir,
    )
    assert result.returncode == 0, result.stdout
    assert len(json.loads(result.stdout)["show"]) == row_count
