"""Every customer is in one campaign, by the seeds; nothing that customers are told contradicts."""

import csv

import numpy as np
import pandas as pd

from conftest import ROOT, Build

# Pairs of actions of a customer that contradict each other, by the seeds; `actions` is a relation.
CONTRADICTIONS = """
    with kinds as (
        select distinct customer_unique_id, action_kind
        from ({actions}) inner join seeds.action_kinds using (recommended_action)
    )
    select count(distinct kinds.customer_unique_id)
    from seeds.contradicting_action_kinds as pairs
    inner join kinds using (action_kind)
    inner join kinds as others
        on others.customer_unique_id = kinds.customer_unique_id
        and others.action_kind = pairs.other_action_kind
"""


def suppressed(built: Build) -> set[str]:
    """Return whom the file says not to contact on the current date."""
    path = built.data_dir / "suppressions.csv"
    if not path.exists():
        return set()
    ((today,),) = built.rows("select max(cast(as_of_date as varchar)) from marts.customers")
    with open(path, encoding="utf-8", newline="") as file:
        return {
            row["customer_id"]
            for row in csv.DictReader(file)
            if row["until"] == "" or row["until"] >= today
        }


def seed(name: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / "seeds" / f"{name}.csv", keep_default_na=False, na_values=[""])


def test_everybody_is_in_the_campaign_that_suits_them(shop: Build) -> None:
    """The seeds of the campaigns, written down once more by hand, in the order of precedence."""
    customers = shop.frame("select * from marts.customers")
    orders, score = customers["order_count"].fillna(0), customers["mean_review_score"]
    recency, r, m = customers["recency_days"], customers["r_score"], customers["m_score"]
    is_repeat, is_not_oldest, spent_most = orders > 1, r >= 3, m >= 4
    gap = ((customers["tenure_days"] - recency) / (orders - 1)).where(is_repeat)
    # the latest order, if it has not arrived
    latest = shop.frame(
        "select customer_unique_id, order_status, included_date, purchase_date "
        "from marts.fct_orders qualify row_number() over (partition by customer_unique_id "
        "order by purchased_at desc, order_id desc) = 1"
    ).set_index("customer_unique_id")
    today = customers["as_of_date"].max()
    is_under_way = ~latest["order_status"].isin(["canceled", "unavailable"]) & (
        (latest["included_date"] > today)
        | (latest["included_date"].isna() & (latest["order_status"] != "delivered"))
    )
    is_recent = (today - latest["purchase_date"]).dt.days <= 60
    waiting = latest.index[is_under_way & is_recent]
    campaigns = {
        "Suppressed": customers["customer_unique_id"].isin(suppressed(shop)),
        "Repair": score <= 2.5,
        "Ask for a review": score.isna() & (recency <= 90),
        "Order under way": customers["customer_unique_id"].isin(waiting),
        "Ask what was missing": (score <= 3.5) & is_not_oldest,
        "No completed order": orders == 0,
        "Ask about returns": (orders > 0) & (customers["spend_amount"] <= 0),
        "Thank the best": is_repeat & is_not_oldest & spent_most,
        "Raise the basket": is_repeat & is_not_oldest,
        "Keep the rhythm": is_repeat & (gap > 0) & (recency <= 2 * gap),
        "Win back repeat buyers": is_repeat,
        "Second order with premium service": is_not_oldest & spent_most,
        "Second order": r >= 4,
        "Reminder": r == 3,
        "Win back big-ticket buyers": spent_most,
    }
    holds = [condition.fillna(False).to_numpy(dtype=bool) for condition in campaigns.values()]
    expected = np.select(holds, list(campaigns), default="Newsletter only")
    assert (customers["campaign"] == expected).all()
    assert len(set(expected)) > 10


def test_lists_hold_whom_to_contact_and_withhold_marketing_only(shop: Build) -> None:
    listed = shop.frame("select * from marts.campaign_customers")
    campaigns = seed("campaigns").set_index("campaign")["contact"]
    expected = shop.frame("select customer_unique_id, campaign from marts.customers")
    expected = expected[expected["campaign"].map(campaigns) != "none"]
    key = ["customer_unique_id", "campaign"]
    assert listed[key].sort_values(key).values.tolist() == expected.sort_values(key).values.tolist()
    assert not set(listed["customer_unique_id"]) & suppressed(shop)
    marketing = listed["campaign"].map(campaigns) == "marketing"
    assert not listed.loc[~marketing, "is_holdout"].any()
    # a tenth, within four standard errors
    held_out = listed.loc[marketing, "is_holdout"]
    assert abs(held_out.mean() - 0.1) < 4 * np.sqrt(0.09 / len(held_out))


def test_the_actions_of_segments_contradict_and_those_of_customers_do_not(shop: Build) -> None:
    """The pairs find what two segmentations would tell one person, so their test can fail."""
    of_segments = """
        select customer_unique_id, recommended_action
        from marts.customer_segments
        inner join marts.segment_profiles using (algorithm, segment_id)
        where algorithm in ('rfm', 'kmeans')
    """
    of_customers = """
        select customer_unique_id, recommended_action from marts.customers
        union all
        select customer_unique_id, recommended_action from marts.campaign_customers
    """
    (((segments,),), ((customers,),)) = (
        shop.rows(CONTRADICTIONS.format(actions=actions)) for actions in (of_segments, of_customers)
    )
    assert segments > 1_000
    assert customers == 0


def test_every_action_of_the_seeds_has_a_kind() -> None:
    """What dbt only warns of, because a shop may word its own actions."""
    kinds = set(seed("action_kinds")["recommended_action"])
    for name in ("campaigns", "rfm_segments", "segment_naming_rules"):
        assert set(seed(name)["recommended_action"]) <= kinds, name
