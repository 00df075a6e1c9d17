"""Versions, identity, history and stability of the segments over time."""

import shutil
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import MinMaxScaler

import segmentation as sg
from conftest import (
    FEWER_FITS,
    ROOT,
    SAMPLE_DIR,
    TABLES_ONLY,
    Build,
    build,
    cut_files,
    features_as_of,
    hash_of,
    run_dbt,
    table_hashes,
)
from segmentation.kmeans import KMeansFit, fit_kmeans
from segmentation.versions import REFERENCE_SEED

FEATURES = ["recency_days", "order_count", "item_count", "spend_amount", "mean_review_score"]
# Last days of months, after some of the versions.
DATES = {
    "sample": ["2024-04-30", "2024-07-31", "2024-10-31"],
    "real": ["2018-02-28", "2018-05-31", "2018-07-31"],
}
# What was known at the end of a day, of each table that has a past. An origin of the stability
# simulation begins to count when a step follows it.
SIMULATED = (
    "where as_of_date <= '{date}' and origin_date + 14 <= date '{date}' "
    "and origin_date >= '{first_origin}'"
)
KNOWN_BY = {
    "segmentation_models": "select * exclude (valid_to, is_current), "
    "case when valid_to <= '{date}' then valid_to end as valid_to "
    "from marts.segmentation_models "
    "where algorithm in ('rfm', 'kmeans') and fitted_as_of_date <= '{date}'",
    "segment_versions": "from marts.segment_versions where fitted_as_of_date <= '{date}'",
    **{
        table: f"from marts.{table} where model_version in (select model_version "
        "from marts.segmentation_models where fitted_as_of_date <= '{date}' "
        f"and algorithm = '{algorithm}')"
        for table, algorithm in (("kmeans_centroids", "kmeans"), ("rfm_cut_points", "rfm"))
    },
    "segment_history": "select * exclude (valid_to, is_current, is_confirmed), "
    "case when valid_to <= '{date}' then valid_to end as valid_to "
    "from marts.segment_history where valid_from <= '{date}'",
    "segment_migrations": "from marts.segment_migrations where to_date <= '{date}'",
    "feature_drift": "from marts.feature_drift where as_of_date <= '{date}'",
    **{
        table: f"from marts.{table} {SIMULATED}"
        for table in ("segment_stability", "segment_stability_by_segment")
    },
}
# What is as of the current date, and has no past.
CURRENT = [
    "customer_features",
    "customer_rfm",
    "stability_horizons",
    "retraining_recommendation",
]
LIFE = ("--select", *(f"+{table}" for table in [*KNOWN_BY, *CURRENT]))
# What knows later orders, whatever the date: the facts, where they count, and what is of the files.
NOT_AS_OF = {
    *("source_profile", "translations", "shop_coverage"),
    *("input_rows", "rejected_rows", "data_quality"),
}


@pytest.fixture(scope="module", params=range(3))
def date_known(request: pytest.FixtureRequest, shop: Build) -> str:
    """Return a last day of a month, before which there are several versions."""
    return DATES["sample" if shop.data_dir == SAMPLE_DIR else "real"][request.param]


def build_as_of(data_dir: Path, date: str, builds_dir: Path, *select: str, is_cut: bool) -> Build:
    """Build a shop as of a date, from all its files or as they were known then."""
    name = f"{data_dir.name}_{date}_{len(select)}"
    work_dir = builds_dir / f"{'cut' if is_cut else 'as_of'}_{name}"
    files = work_dir / "files" if is_cut else data_dir

    def prepare() -> None:
        if is_cut:
            cut_files(data_dir, files, date)

    return build(
        *TABLES_ONLY,
        *select,
        work_dir=work_dir,
        data_dir=files,
        policy={"as_of_date": date} | ({} if select else FEWER_FITS),
        prepare=prepare,
    )


@pytest.fixture(scope="module")
def cut(shop: Build, date_known: str, builds_dir: Path) -> Build:
    """Build the shop from the files as they were known on the date."""
    return build_as_of(shop.data_dir, date_known, builds_dir, *LIFE, is_cut=True)


def test_later_knowledge_does_not_change_the_past(shop: Build, cut: Build, date_known: str) -> None:
    orders = "select count(*), count(delivered_at), count(*) filter (where is_included) "
    known_then, known_now = (each.rows(f"{orders} from marts.fct_orders") for each in (cut, shop))
    assert all(then < now for then, now in zip(known_then[0], known_now[0], strict=True))
    ((first_origin,),) = shop.rows("select min(origin_date) from marts.segment_stability")
    for table, query in KNOWN_BY.items():
        query = query.format(date=date_known, first_origin=first_origin)
        known_then, known_now = hash_of(cut, query), hash_of(shop, query)
        assert known_then == known_now, table
        assert known_then[0] > 0 or "stability" in table, table


# a date of each shop, as its two builds take minutes
@pytest.mark.parametrize("date_known", [1], indirect=True)
def test_the_view_as_of_a_date_is_that_of_the_files_of_the_date(
    shop: Build, cut: Build, date_known: str, builds_dir: Path
) -> None:
    as_of = build_as_of(shop.data_dir, date_known, builds_dir, *LIFE, is_cut=False)
    for table in [*KNOWN_BY, *CURRENT]:
        assert hash_of(as_of, f"from marts.{table}") == hash_of(cut, f"from marts.{table}"), table
    assert cut.rows("select max(origin_count) from marts.retraining_recommendation") > [(0,)]


def test_every_table_as_of_a_date_is_that_of_the_files_of_the_date(
    sample: Build, builds_dir: Path
) -> None:
    date = DATES["sample"][1]
    cut, as_of = (
        build_as_of(sample.data_dir, date, builds_dir, is_cut=is_cut) for is_cut in (True, False)
    )
    tables = cut.rows(
        "select table_name from information_schema.tables where table_schema = 'marts' "
        "and table_name not like 'fct%' and table_name not like 'dim%' order by all"
    )
    tables = [table for (table,) in tables if table not in NOT_AS_OF]
    assert len(tables) > 25
    for table in tables:
        query = f"from marts.{table}"
        assert hash_of(as_of, query) == hash_of(cut, query), table


def test_versions_that_follow_the_recommendation_know_nothing_later(
    sample: Build, builds_dir: Path
) -> None:
    date = DATES["sample"][2]
    cut_files(sample.data_dir, builds_dir / "recommended_files", date)
    found = []
    for name, data_dir in (("cut", builds_dir / "recommended_files"), ("all", sample.data_dir)):
        followed = build(
            *TABLES_ONLY,
            *("--select", "+segmentation_models"),
            work_dir=builds_dir / f"recommended_{name}",
            data_dir=data_dir,
            policy={"refit_every_weeks": {"rfm": "recommended", "kmeans": 10}}
            | ({"as_of_date": date} if name == "cut" else {}),
        )
        found.append(
            followed.rows(
                "select algorithm, fitted_as_of_date from marts.segmentation_models where "
                f"algorithm in ('rfm', 'kmeans') and fitted_as_of_date <= '{date}' order by all"
            )
        )
    assert found[0] == found[1]
    days = [day for algorithm, day in found[0] if algorithm == "rfm"]
    weeks = {(later - day).days / 7 for day, later in pairwise(days)}
    # on steps of the simulation, two weeks apart, and not always the same number of them
    assert weeks <= set(range(2, 53, 2))
    assert len(weeks) > 1
    assert [day for algorithm, day in found[0] if algorithm == "kmeans"] == [
        day
        for (day,) in sample.rows(
            "select fitted_as_of_date from marts.segmentation_models where algorithm = 'kmeans' "
            f"and fitted_as_of_date <= '{date}' order by all"
        )
    ]


@pytest.mark.parametrize("shop", ["real"], indirect=True)
def test_what_customers_did_in_a_month_does_not_depend_on_a_refit(shop: Build) -> None:
    """But for September 2018, in which the data, and so what customers do, come to an end."""
    moves = shop.rows(
        "select algorithm, to_date in (select last_day(fitted_as_of_date) "
        "from marts.segmentation_models as models where models.algorithm = moves.algorithm), "
        "sum(customer_count) from marts.segment_migrations as moves where cause = 'behaviour' "
        "and to_date < '2018-09-30' group by moves.algorithm, to_date"
    )
    for algorithm in ("kmeans", "rfm"):
        refit, other = (
            [count for name, is_refit, count in moves if (name, is_refit) == (algorithm, wanted)]
            for wanted in (True, False)
        )
        assert len(refit) >= 4
        assert min(other) <= min(refit)
        assert max(refit) <= max(other)


def test_nothing_of_an_earlier_build_is_left(sample: Build, builds_dir: Path) -> None:
    """Built over the tables of fewer orders, every table is that of a first build."""
    cut = build_as_of(sample.data_dir, DATES["sample"][1], builds_dir, is_cut=True)
    work_dir = builds_dir / "again"
    work_dir.mkdir()
    shutil.copy(cut.database, work_dir)
    again = build(*TABLES_ONLY, work_dir=work_dir)
    assert table_hashes(again) == table_hashes(sample)


def test_the_snapshot_keeps_the_statuses(tmp_path: Path) -> None:
    """Seen in the files of an earlier date, and again in today's; off unless the var is set."""
    cut_files(SAMPLE_DIR, tmp_path / "files", DATES["sample"][1])
    for data_dir in (tmp_path / "files", SAMPLE_DIR):
        for kept in (False, True):
            result = run_dbt(
                *("build", *TABLES_ONLY, "--select", "+order_statuses"),
                work_dir=tmp_path,
                data_dir=data_dir,
                policy={"keep_order_statuses": kept},
            )
            assert result.returncode == 0, result.stdout[-3000:]
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
        ((orders, changed, reached),) = connection.sql(
            "select count(distinct order_id), count(dbt_valid_to), "
            "count(*) filter (where order_status = 'delivered' and seen_at > '2024-12-01' "
            "and order_id in (select order_id from snapshots.order_statuses "
            "where dbt_valid_to is not null)) from snapshots.order_statuses"
        ).fetchall()
    assert orders == 4400
    assert 10 < changed <= orders
    assert 0 < reached <= changed


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
        model = KMeans(4, n_init=10, random_state=0)
        model.fit(scaler.transform(rows(origin)))
        frozen_labels = model.predict(scaler.transform(rows(date)))
        model.fit(MinMaxScaler().fit_transform(rows(date)))
        expected = adjusted_rand_score(frozen_labels, model.labels_)
        assert ari == pytest.approx(expected, abs=0.02), (origin, date)
        assert ceiling > 0.95


def test_the_curves_of_the_study_are_those_of_a_plain_loop(study: Build) -> None:
    """At every step; docs/stability_plain_loop.csv is by tools/compare_stability.py."""
    curves = study.frame(
        "select ours.ari, plain.ari as plain_ari from marts.segment_stability as ours "
        f"full join '{ROOT}/docs/stability_plain_loop.csv' as plain "
        "using (origin_date, weeks_since_fit) where algorithm = 'kmeans' or algorithm is null"
    )
    assert len(curves) == 40
    np.testing.assert_allclose(curves["ari"], curves["plain_ari"], rtol=0, atol=0.02)
    recommended = study.rows(
        "select algorithm, refit_after_weeks from marts.retraining_recommendation order by all"
    )
    assert recommended == [("kmeans", 10), ("rfm", 4)]
