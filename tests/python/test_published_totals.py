"""The figures published for the real shop, so that a truncated download cannot pass."""

from decimal import Decimal
from pathlib import Path

import pytest
from conftest import REAL_DIR, build


@pytest.mark.skipif(REAL_DIR is None, reason="needs OLIST_REAL_DATA_DIR")
def test_real_shop_has_the_published_totals(builds_dir: Path) -> None:
    real = build(work_dir=builds_dir / "real", data_dir=Path(REAL_DIR))
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
