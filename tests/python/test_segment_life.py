"""Versions, identity, history and stability of the segments over time."""

import shutil
from pathlib import Path

import duckdb
import numpy as np
import pytest
import segmentation as sg
from conftest import (
    SAMPLE_DIR,
    TABLES_ONLY,
    Build,
    build,
    cut_files,
    features_as_of,
    hash_of,
    table_hashes,
)
from scipy.optimize import linear_sum_assignment
from segmentation.kmeans import KMeansFit, fit_kmeans
from segmentation.versions import REFERENCE_SEED
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import MinMaxScaler

FEATURES = ["recency_days", "order_count", "item_count", "spend_amount", "mean_review_score"]
# A last day of a month, after two of six versions.
SAMPLE_DATE = "2024-04-30"
# What is as of the current date, and has no past.
CURRENT = ["customer_features", "customer_rfm", "customer_segments", "segment_profiles"]
# What was known at the end of a day, of each table that has a past.
KNOWN_BY = {
    "segmentation_models": "select * exclude (valid_to, is_current), "
    "case when valid_to <= '{date}' then valid_to end as valid_to "
    "from marts.segmentation_models "
    "where algorithm in ('rfm', 'kmeans') and fitted_as_of_date <= '{date}'",
    "segment_versions": "from marts.segment_versions where fitted_as_of_date <= '{date}'",
    **{
        table: f"from marts.{table} where model_version in (select model_version "
        "from marts.segmentation_models where fitted_as_of_date <= '{date}' "
        "and algorithm = 'kmeans')"
        for table in ("kmeans_centroids", "rfm_cut_points")
    },
    "segment_history": "select * exclude (valid_to, is_current), "
    "case when valid_to <= '{date}' then valid_to end as valid_to "
    "from marts.segment_history where valid_from <= '{date}'",
    "segment_migrations": "from marts.segment_migrations where to_date <= '{date}'",
    **{
        table: f"from marts.{table} where as_of_date <= '{{date}}'"
        for table in ("feature_drift", "segment_stability", "segment_stability_by_segment")
    },
}
LIFE = ("--select", *(f"+{table}" for table in [*KNOWN_BY, *CURRENT]))


@pytest.fixture(scope="module")
def cut_date(shop: Build) -> str:
    """Return a last day of a month, before which there are several versions."""
    return SAMPLE_DATE if shop.data_dir == SAMPLE_DIR else "2018-05-31"


def build_cut(data_dir: Path, date: str, builds_dir: Path) -> Build:
    """Build a shop from its files as they were known on a date."""
    work_dir = builds_dir / f"cut_{data_dir.name}"
    return build(
        *TABLES_ONLY,
        *LIFE,
        work_dir=work_dir,
        data_dir=work_dir / "files",
        prepare=lambda: cut_files(data_dir, work_dir / "files", date),
    )


@pytest.fixture(scope="module")
def cut(shop: Build, cut_date: str, builds_dir: Path) -> Build:
    """Build the shop from the files as they were known on the cut date."""
    return build_cut(shop.data_dir, cut_date, builds_dir)


def test_later_orders_do_not_change_the_past(shop: Build, cut: Build, cut_date: str) -> None:
    assert cut.rows("select count(*) from marts.fct_orders") != shop.rows(
        "select count(*) from marts.fct_orders"
    )
    for table, query in KNOWN_BY.items():
        known_then, known_now = (hash_of(each, query.format(date=cut_date)) for each in (cut, shop))
        assert known_then[0] > 0, table
        assert known_then == known_now, table


def test_the_view_as_of_a_date_is_that_of_the_files_of_the_date(
    sample: Build, builds_dir: Path
) -> None:
    cut = build_cut(sample.data_dir, SAMPLE_DATE, builds_dir)
    policy = {"as_of_date": SAMPLE_DATE}
    as_of = build(*TABLES_ONLY, *LIFE, work_dir=builds_dir / "as_of", policy=policy)
    for table in [*KNOWN_BY, *CURRENT]:
        assert hash_of(as_of, f"from marts.{table}") == hash_of(cut, f"from marts.{table}"), table


def test_nothing_of_an_earlier_build_is_left(sample: Build, builds_dir: Path) -> None:
    """Built over the tables of fewer orders, every table is that of a first build."""
    cut = build_cut(sample.data_dir, SAMPLE_DATE, builds_dir)
    work_dir = builds_dir / "again"
    work_dir.mkdir()
    shutil.copy(cut.database, work_dir)
    again = build(*TABLES_ONLY, work_dir=work_dir)
    assert table_hashes(again) == table_hashes(sample)


def fit_permuted(points, weights, count: int, random_state: int) -> KMeansFit:
    """Fit KMeans and number the clusters the other way round, but for the reference."""
    fit = fit_kmeans(points, weights, count, random_state)
    if random_state == REFERENCE_SEED:
        return fit
    return KMeansFit(
        fit.centroids[::-1], count - 1 - fit.labels, fit.cluster_weights[::-1], fit.inertia
    )


def fit_versions(shop: Build, random_state: int, is_shuffled: bool = False) -> dict:
    """Return, by version, the segment of each point as of the day of the fit, and the weights."""
    order = "order by hash(t)" if is_shuffled else ""
    with duckdb.connect(str(shop.database), read_only=True) as connection:
        policy, dates, points, scalers = (
            connection.sql(f"from intermediate.{table} as t {order}")
            for table in (
                "int_policy",
                "int_model_versions",
                "int_feature_points",
                "int_feature_scalers",
            )
        )
        dates = dates.filter("algorithm = 'kmeans'").order("model_version")
        dates = dates.project("valid_from").fetchall()
        policy = sg.read_policy(policy)
        snapshots = sg.read_snapshots(points, scalers, policy, [date for (date,) in dates])
    versions = sg.fit_versions(list(snapshots.values()), 4, random_state, 0.5)
    return {
        number: (version.model.segments_of(now), now.weights)
        for number, (version, now) in enumerate(zip(versions, snapshots.values(), strict=True))
    }


@pytest.mark.parametrize(
    ("random_state", "variant"), [(7, ""), (1234, ""), (42, "shuffled"), (42, "permuted")]
)
def test_another_seed_or_order_moves_nobody_who_stays_in_the_partition(
    shop: Build, monkeypatch: pytest.MonkeyPatch, random_state: int, variant: str
) -> None:
    """Segments are called the same in both runs wherever they hold the same customers."""
    first = fit_versions(shop, 42)
    if variant == "permuted":
        monkeypatch.setattr("segmentation.versions.fit_kmeans", fit_permuted)
    runs = first, fit_versions(shop, random_state, variant == "shuffled")
    for version, (segment_ids, weights) in runs[0].items():
        other_ids, _ = runs[1][version]
        known = sorted({*segment_ids, *other_ids})
        shared = np.array(
            [
                [weights[(segment_ids == one) & (other_ids == other)].sum() for other in known]
                for one in known
            ]
        )
        rows, columns = linear_sum_assignment(shared, maximize=True)
        # no renaming would leave more customers where they are
        assert np.trace(shared) == shared[rows, columns].sum(), version
        if variant:
            np.testing.assert_array_equal(segment_ids, other_ids)


def test_stability_is_that_of_plain_rows(shop: Build) -> None:
    """Compare scikit-learn on every customer, without points, at some steps of each origin."""
    steps = shop.rows(
        "select cast(origin_date as varchar), cast(as_of_date as varchar), ari, ari_ceiling "
        "from marts.segment_stability where algorithm = 'kmeans' "
        "and weeks_since_fit % 12 = 2 order by all"
    )
    assert len(steps) >= 6

    def rows(date: str) -> np.ndarray:
        return features_as_of(shop, date)[FEATURES].to_numpy()

    for origin, date, ari, ceiling in steps:
        scaler = MinMaxScaler().fit(rows(origin))
        model = KMeans(4, n_init=50, random_state=0)
        model.fit(scaler.transform(rows(origin)))
        frozen_labels = model.predict(scaler.transform(rows(date)))
        model.fit(MinMaxScaler().fit_transform(rows(date)))
        expected = adjusted_rand_score(frozen_labels, model.labels_)
        assert ari == pytest.approx(expected, abs=0.02), (origin, date)
        assert ceiling > 0.95
