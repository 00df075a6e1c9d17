"""Every var can be changed, and a recipe added, in dbt_project.yml alone."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from conftest import ROOT, Build, build

# Replaces the line or block of a var in dbt_project.yml.
CHANGES = {
    "shop": "mine",
    "as_of_date": "2024-10-31",
    "included_order_statuses": "[delivered, shipped, it's complicated]",
    "known_order_statuses": "[delivered, shipped, it's complicated, created, approved, invoiced, "
    "processing, canceled, unavailable]",
    "closed_order_statuses": "[canceled]",
    "max_rejected_share": "0.01",
    "max_amount": "1000000",
    "max_gap_days": "400",
    "max_quiet_days": "30",
    "max_lost_share": "0.05",
    "max_lost_share_of_day": "0.6",
    "max_lost_days": "3",
    "max_share_without_items": "0.05",
    "max_share_without_payments": "0.05",
    "max_share_without_reviews": "0.5",
    "max_payment_difference": "0.1",
    "max_points": "300",
    # below max_points, which it cannot be: a point is never split
    "max_values": "100",
    "order_lookahead": "true",
    "review_lookahead": "true",
    "keep_order_statuses": "true",
    "reporting_at": '"2024-09-30 12:00:00"',
    "rfm_quantiles": "[0.1, 0.3, 0.5, 0.9]",
    "rfm_frequency_thresholds": "[2, 3, 5, 8]",
    "recipe": "loyalty",
    "kmeans_cluster_count": "3",
    "random_state": "7",
    "ward_cluster_count": "5",
    "dbscan_min_samples": "20",
    "dbscan_eps": "0.4",
    "history_start_date": "2023-02-01",
    "first_training_weeks": "60",
    "refit_every_weeks": "20",
    "segment_overlap_threshold": "0.3",
    "history_step": "quarter",
    "history_confirmed_steps": "3",
    "stability_origins_weeks": "[60]",
    "stability_origin_step_weeks": "20",
    "stability_origin_count": "4",
    "stability_horizon_weeks": "30",
    "stability_step_weeks": "10",
    "stability_threshold": "0.9",
    "monitor_min_jaccard": "0.7",
    "monitor_min_segment_share": "0.02",
    "monitor_max_restated_share": "0.1",
    "monitor_max_psi": "0.1",
    "monitor_min_psi_newcomers": "0.02",
    "newcomer_age_days": "14",
    "campaign_holdout_share": "0.2",
    "evaluated_cluster_counts": "[2, 3, 4]",
    "evaluated_min_samples": "[20]",
    "evaluated_eps_factors": "[1]",
    "choice_min_clusters": "2",
    "choice_min_cluster_share": "0.02",
    "choice_max_noise_share": "0.1",
    "choice_min_seed_ari": "0.8",
    "choice_min_prediction_strength": "0.7",
    "choice_silhouette_margin": "0.01",
    "choice_within_error": "fewest",
    "dead_feature_min_ari": "0.9",
    "max_variance_share": "0.3",
}
SHOP = """
    mine:
      adapter: olist
      inputs: [orders, order_items, reviews, payments, sellers, products, suppressions]
      currency: EUR
      locale: de-DE
"""
RECIPE = """
    loyalty:
      - {feature: tenure_days, transform: sqrt, scaling: rank, weight: 0.5, grid_step: 0.1}
      - {feature: order_count, transform: log1p, scaling: minmax, weight: 2, grid_step: 0}
      - {feature: mean_item_price, transform: log1p, scaling: winsorised, grid_step: 0.2}
"""


@pytest.fixture(scope="module")
def changed(builds_dir: Path) -> Build:
    """Build a copy of the project with every var changed, all dbt tests included."""
    project_dir = builds_dir / "changed_project"
    if not project_dir.exists():
        for name in ("dbt_project", "models_py", "seeds", "analyses", "tests"):
            ignore = shutil.ignore_patterns("python", "__pycache__")
            shutil.copytree(ROOT / name, project_dir / name, ignore=ignore)
        for name in ("profiles.yml", ".dbtignore"):
            shutil.copy(ROOT / name, project_dir)
        text = (ROOT / "dbt_project.yml").read_text()
        for name, value in CHANGES.items():
            # a list may stand on the next line
            old = rf"^  {name}:( .*|\n    \[.*)$"
            text, count = re.subn(old, f"  {name}: {value}", text, flags=re.M)
            assert count == 1, name
        text = text.replace("\n  shops:\n", f"\n  shops:{SHOP.rstrip()}\n")
        text = text.replace("\n  recipes:\n", f"\n  recipes:{RECIPE.rstrip()}\n")
        (project_dir / "dbt_project.yml").write_text(text)
    return build(work_dir=builds_dir / "changed", project_dir=project_dir)


def test_every_var_is_changed() -> None:
    text = (ROOT / "dbt_project.yml").read_text()
    declared = re.findall(r"^  (\w+):", text[text.index("\nvars:") : text.index("\nmodels:")], re.M)
    assert set(declared) == {*CHANGES, "shops", "recipes"}


def test_the_recipe_flows_through_to_segments_and_evaluation(changed: Build) -> None:
    assert {
        feature
        for (feature,) in changed.rows("select distinct feature from marts.kmeans_centroids")
    } == {"tenure_days", "order_count", "mean_item_price"}
    assert dict(
        changed.rows(
            "select algorithm, count(*) from marts.segment_profiles "
            "where not is_noise and algorithm in ('kmeans', 'ward') group by all"
        )
    ) == {"kmeans": 3, "ward": 5}
    # the numbers of the vars, and the configured one; of KMeans also the version in force
    assert dict(
        changed.rows(
            "select algorithm, count(*) from marts.model_evaluation "
            "where recipe = 'loyalty' group by all"
        )
    ) == {"kmeans": 4, "dbscan": 1, "ward": 4}
    assert changed.rows(
        "select count(*) from marts.model_evaluation "
        """where recipe = 'loyalty' and parameters = '{"ward_cluster_count": 5}'"""
    ) == [(1,)]
    assert changed.rows(
        "select distinct parameters from marts.segmentation_models where algorithm = 'dbscan'"
    ) == [('{"dbscan_eps": 0.4, "dbscan_min_samples": 20}',)]


def test_the_models_see_checked_vars_with_defaults(changed: Build) -> None:
    values = {
        name: json.loads(value)
        for name, value in changed.rows("select name, value from intermediate.int_policy")
    }
    assert set(values) == {*CHANGES, "shops", "recipes"}
    assert values["as_of_date"] == "2024-10-31"
    assert values["included_order_statuses"] == ["delivered", "shipped", "it's complicated"]
    (entry,) = (e for e in values["recipes"]["loyalty"] if e["feature"] == "mean_item_price")
    assert entry == {
        "feature": "mean_item_price",
        "transform": "log1p",
        "scaling": "winsorised",
        "weight": 1,
        "grid_step": 0.2,
        "may_dominate": False,
        "ages": False,
        "unknown_segment_id": None,
        "column": "mean_item_price_imputed",
    }


def test_features_of_much_of_the_variance_are_told(changed: Build) -> None:
    dominant = changed.rows(
        "select feature from marts.feature_contributions "
        "where recipe = 'loyalty' and variance_share > 0.3 and is_dominant order by all"
    )
    assert 0 < len(dominant) < 3
    assert dominant == changed.rows(
        "select subject from marts.segmentation_alerts where monitor = 'dominant_feature' "
        "order by all"
    )


def test_weight_and_transform_reach_the_scaler(changed: Build) -> None:
    ((lowest, highest),) = changed.rows(
        "select min(ln(1 + order_count)), max(ln(1 + order_count)) from (select count(*) "
        "as order_count from marts.fct_orders where included_date <= '2024-08-14' "
        "group by customer_unique_id)"
    )
    ((center, scale),) = changed.rows(
        "select distinct scaler_center, scaler_scale from marts.kmeans_centroids "
        "where feature = 'order_count' and model_version = 2"
    )
    assert center == pytest.approx(lowest, abs=1e-5)
    assert scale == pytest.approx((highest - lowest) / 2, abs=1e-5)


def test_the_published_centroids_place_every_customer(changed: Build) -> None:
    """By scalings that follow from quantiles, on a later date than that of the fit."""
    customers = changed.frame(
        "select features.*, segments.segment_id from marts.customer_features as features "
        "join marts.customer_segments as segments using (customer_unique_id) "
        "where segments.algorithm = 'kmeans'"
    )
    centroids = changed.frame("select * from marts.kmeans_centroids where model_version = 2")
    ln_price = np.log1p(customers["mean_item_price"].fillna(customers["mean_item_price"].mean()))
    transformed = {
        "tenure_days": np.sqrt(customers["tenure_days"]),
        "order_count": np.log1p(customers["order_count"]),
        "mean_item_price": ln_price,
    }
    squared = 0
    for feature, values in transformed.items():
        rows = centroids[centroids["feature"] == feature].sort_values("segment_id")
        center, scale, quantiles = rows.iloc[0][
            ["scaler_center", "scaler_scale", "scaler_quantiles"]
        ]
        if feature == "tenure_days":
            assert len(quantiles) == 100
            below = values.round(6).to_numpy()[:, None]
            values = ((quantiles < below).sum(axis=1) + (quantiles <= below).sum(axis=1)) / 200
            assert (center, scale) == (0, 2)
        elif feature == "mean_item_price":
            lowest, highest = quantiles
            assert (values < lowest).any() and (values > highest).any()
            values = values.clip(lowest, highest)
        scaled = (np.asarray(values)[:, None] - center) / scale
        squared = squared + (scaled - rows["centroid_scaled"].to_numpy()) ** 2
    nearest = rows["segment_id"].to_numpy()[squared.argmin(axis=1)]
    assert (nearest == customers["segment_id"]).all()


def test_features_follow_the_policy(changed: Build) -> None:
    ((as_of_date, customers),) = changed.rows(
        "select cast(max(as_of_date) as varchar), count(*) from marts.customer_features"
    )
    assert as_of_date == "2024-10-31"
    assert changed.rows(
        "select count(distinct customer_unique_id) from marts.fct_orders "
        "where order_status in ('delivered', 'shipped') and included_date <= date '2024-10-31'"
    ) == [(customers,)]


def test_versions_history_and_stability_follow_the_policy(changed: Build) -> None:
    assert changed.rows(
        "select cast(fitted_as_of_date as varchar) from marts.segmentation_models "
        "where algorithm = 'kmeans' order by 1"
    ) == [("2024-03-27",), ("2024-08-14",)]
    assert changed.rows(
        "select cast(from_date as varchar), cast(to_date as varchar) "
        "from marts.segment_migrations group by all order by all"
    ) == [("2024-03-31", "2024-06-30"), ("2024-06-30", "2024-09-30")]
    assert changed.rows(
        "select weeks_since_fit from marts.segment_stability where algorithm = 'kmeans' order by 1"
    ) == [(0,), (10,), (20,), (30,)]


def test_grids_are_made_coarser_until_they_are_small_enough(changed: Build) -> None:
    """Every date is bounded, and customers are still at points and values (a dbt test)."""
    ((points, values, highest),) = changed.rows(
        "select (select max(n) from (select count(*) as n from intermediate.int_feature_points "
        "group by recipe, as_of_date)), (select max(n) from (select count(*) as n "
        "from intermediate.int_feature_values group by recipe)), "
        "(select max(grid_level) from intermediate.int_feature_points)"
    )
    assert highest >= 1
    assert 100 < points <= 300
    assert points <= values <= 300
