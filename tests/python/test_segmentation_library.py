"""The clustering library against scikit-learn and scipy on repeated rows, and what it refuses."""

import os
from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn import metrics
from sklearn.cluster import DBSCAN, KMeans
from sklearn.decomposition import PCA

import segmentation as sg

settings.register_profile("suite", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("suite")


@pytest.fixture(scope="module")
def blobs() -> tuple[np.ndarray, np.ndarray]:
    """Return weighted points in three groups of different size."""
    generator = np.random.default_rng(0)
    centres = np.repeat([[0.0, 0.0], [3.0, 0.0], [0.0, 2.0]], [60, 30, 10], axis=0)
    points = centres + generator.normal(scale=0.3, size=centres.shape)
    return points, generator.integers(1, 6, size=len(points)).astype(float)


@st.composite
def weighted_points(draw: st.DrawFn, min_points: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Draw distinct points on a coarse grid, so that there are ties, in key order, with weights."""
    cells = draw(
        hnp.arrays(
            np.int64,
            st.tuples(st.integers(min_points, 12), st.integers(1, 3)),
            elements=st.integers(-6, 6),
        )
    )
    points = np.unique(cells, axis=0) / 4
    weights = draw(hnp.arrays(np.int64, len(points), elements=st.integers(1, 4)))
    return points, weights.astype(float)


@st.composite
def labelled_points(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw weighted points with labels of at least two clusters, without gaps."""
    points, weights = draw(weighted_points().filter(lambda drawn: len(drawn[0]) > 2))
    labels = draw(hnp.arrays(np.int64, len(points), elements=st.integers(0, 3)))
    labels[:2] = [0, 1]
    return points, weights, np.unique(labels, return_inverse=True)[1]


def repeated(array: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.repeat(array, weights.astype(int), axis=0)


def same_partition(labels: np.ndarray, other_labels: np.ndarray) -> bool:
    return metrics.adjusted_rand_score(labels, other_labels) == 1


# KMeans


def test_kmeans_weights_count_as_repeated_rows(blobs: tuple) -> None:
    points, weights = blobs
    fit = sg.fit_kmeans(points, weights, cluster_count=3, random_state=1)
    expected = KMeans(3, n_init=10, random_state=1).fit(repeated(points, weights))
    assert fit.inertia == pytest.approx(expected.inertia_)
    assert same_partition(repeated(fit.labels, weights), expected.labels_)
    assert fit.cluster_weights.sum() == weights.sum()


def test_kmeans_numbering_follows_the_partition_not_the_start(blobs: tuple) -> None:
    points, weights = blobs
    first = sg.fit_kmeans(points, weights, cluster_count=3, random_state=1)
    assert list(first.cluster_weights) == sorted(first.cluster_weights, reverse=True)
    for random_state in range(2, 8):
        other = sg.fit_kmeans(points, weights, cluster_count=3, random_state=random_state)
        np.testing.assert_array_equal(other.labels, first.labels)
        np.testing.assert_allclose(other.centroids, first.centroids)


def test_kmeans_order_of_rows_does_not_matter_where_clusters_are_clear(blobs: tuple) -> None:
    points, weights = blobs
    order = np.random.default_rng(1).permutation(len(points))
    fit = sg.fit_kmeans(points, weights, cluster_count=3, random_state=1)
    shuffled = sg.fit_kmeans(points[order], weights[order], cluster_count=3, random_state=1)
    np.testing.assert_array_equal(shuffled.labels, fit.labels[order])


@pytest.mark.parametrize("cluster_count", [3, 4, 5, 8])
def test_kmeans_is_as_good_as_the_best_of_200_restarts(cluster_count: int) -> None:
    """On points without clear clusters, too many for restarts on all of them."""
    generator = np.random.default_rng(5)
    points = np.unique(generator.gamma(1.5, size=(4_000, 3)).round(1), axis=0)
    weights = generator.integers(1, 9, size=len(points)).astype(float)
    best = KMeans(cluster_count, n_init=200, random_state=0, tol=1e-6)
    best.fit(points, sample_weight=weights)
    for random_state in (1, 2, 3):
        fit = sg.fit_kmeans(points, weights, cluster_count, random_state)
        assert fit.inertia <= (1.0001 if cluster_count <= 5 else 1.01) * best.inertia_


@given(weighted_points(), st.integers(1, 3))
def test_kmeans_labels_are_the_nearest_centroids(drawn: tuple, cluster_count: int) -> None:
    points, weights = drawn
    cluster_count = min(cluster_count, len(points))
    fit = sg.fit_kmeans(points, weights, cluster_count, random_state=1)
    distances = np.linalg.norm(points[:, None] - fit.centroids, axis=2)
    chosen = distances[np.arange(len(points)), fit.labels]
    np.testing.assert_allclose(chosen, distances.min(axis=1), atol=1e-9)
    assert fit.inertia == pytest.approx((weights * chosen**2).sum(), abs=1e-9)
    assert fit.inertia == pytest.approx(sg.inertia(points, weights, fit.labels), abs=1e-9)


@given(weighted_points(), st.sampled_from([0.5, 3.0]), st.sampled_from([-2.0, 1.0]))
def test_kmeans_inertia_scales_with_the_square(drawn: tuple, factor: float, shift: float) -> None:
    points, weights = drawn
    fit = sg.fit_kmeans(points, weights, cluster_count=1, random_state=1)
    other = sg.fit_kmeans(points * factor + shift, weights, cluster_count=1, random_state=1)
    assert other.inertia == pytest.approx(fit.inertia * factor**2, abs=1e-9)


# Ward


@given(weighted_points().filter(lambda drawn: len(drawn[0]) > 1))
def test_ward_heights_are_those_of_repeated_rows_without_ties(drawn: tuple) -> None:
    points, weights = drawn
    # move the points off the grid: with ties there is more than one Ward tree
    jitter = np.random.default_rng(7).normal(scale=0.05, size=points.shape)
    points = points + jitter
    tree = sg.fit_ward(points, weights)
    heights = np.sort(linkage(repeated(points, weights), "ward")[:, 2] ** 2 / 2)
    np.testing.assert_allclose(tree.heights, heights[len(heights) - len(points) + 1 :], atol=1e-9)
    for cluster_count in range(1, len(points) + 1):
        labels = repeated(sg.cut_ward(tree, weights, cluster_count), weights)
        expected = fcluster(linkage(repeated(points, weights), "ward"), cluster_count, "maxclust")
        assert same_partition(labels, expected)


def test_ward_trees_and_brute_force_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(3)
    points = generator.normal(size=(700, 3))
    weights = generator.integers(1, 200, 700).astype(float)
    expected = sg.fit_ward(points, weights)
    monkeypatch.setattr("segmentation.ward.MAX_BRUTE_FORCE", 10)
    tree = sg.fit_ward(points, weights)
    np.testing.assert_allclose(tree.heights, expected.heights)
    for cluster_count in (2, 5, 50):
        np.testing.assert_array_equal(
            sg.cut_ward(tree, weights, cluster_count),
            sg.cut_ward(expected, weights, cluster_count),
        )


def test_ward_merges_points_at_equal_distances_into_one_tree(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("segmentation.ward.MAX_BRUTE_FORCE", 10)
    points = np.array(list(product(range(12), range(9), range(5))), dtype=float)
    tree = sg.fit_ward(points, np.ones(len(points)))
    total = ((points - points.mean(axis=0)) ** 2).sum()
    assert len(tree.heights) == len(points) - 1
    assert tree.heights.sum() == pytest.approx(total, rel=1e-12)
    assert set(sg.cut_ward(tree, np.ones(len(points)), 1)) == {0}


@given(weighted_points())
def test_ward_heights_are_increases_of_inertia(drawn: tuple) -> None:
    points, weights = drawn
    tree = sg.fit_ward(points, weights)
    inertias = [
        sg.inertia(points, weights, sg.cut_ward(tree, weights, cluster_count))
        for cluster_count in range(len(points), 0, -1)
    ]
    np.testing.assert_allclose(np.diff(inertias), tree.heights, atol=1e-9)


def test_micro_clusters_keep_every_customer_and_the_mean(blobs: tuple) -> None:
    points, weights = blobs
    means, sizes, members = sg.coarsen(points, weights, 20)
    assert len(means) <= 20
    assert sizes.sum() == weights.sum()
    np.testing.assert_allclose(sizes @ means, weights @ points)
    np.testing.assert_allclose(np.bincount(members, weights=weights), sizes)


def test_one_far_customer_does_not_gather_all_others(blobs: tuple) -> None:
    points, weights = blobs
    far = np.vstack([points, [[1e4, 1e4]]])
    means, sizes, _ = sg.coarsen(far, np.append(weights, 1), 20)
    assert 10 < len(means) <= 20
    assert sizes.sum() == weights.sum() + 1


# DBSCAN


@given(weighted_points(), st.sampled_from([0.3, 0.6, 1.2]), st.integers(1, 6))
def test_dbscan_core_and_noise_are_those_of_repeated_rows(
    drawn: tuple, eps: float, min_samples: int
) -> None:
    points, weights = drawn
    fit = sg.fit_dbscan(points, weights, eps, min_samples)
    expected = DBSCAN(eps=eps, min_samples=min_samples).fit(repeated(points, weights))
    core = np.zeros(int(weights.sum()), dtype=bool)
    core[expected.core_sample_indices_] = True
    np.testing.assert_array_equal(repeated(fit.is_core, weights), core)
    labels = repeated(fit.labels, weights)
    np.testing.assert_array_equal(labels == sg.NOISE, expected.labels_ == -1)
    assert same_partition(labels[core], expected.labels_[core])


def test_k_distances_count_customers_not_points() -> None:
    points, weights = [[0.0], [1.0], [3.0], [7.0]], [2, 1, 5, 1]
    np.testing.assert_allclose(sg.k_distances(points, weights, 2), [0, 1, 0, 4])
    np.testing.assert_allclose(sg.k_distances(points, weights, 3), [1, 1, 0, 4])
    # with fewer customers than asked for, the furthest
    np.testing.assert_allclose(sg.k_distances([[0.0], [2.0]], [1, 1], 5), [2, 2])


def test_k_distances_ask_for_more_neighbours_where_points_hold_few_customers() -> None:
    generator = np.random.default_rng(3)
    points, weights = generator.normal(size=(400, 2)), generator.integers(1, 4, size=400)
    rows = repeated(points, weights)
    distances = np.sort(np.linalg.norm(points[:, None] - rows, axis=2), axis=1)
    # within 128 points, and beyond them, where all points still are micro-clusters of their own
    for min_samples in (90, 300, 700):
        found = sg.k_distances(points, weights, min_samples)
        np.testing.assert_allclose(found, distances[:, min_samples - 1])


def test_k_distances_beyond_the_nearest_points_run_to_micro_clusters() -> None:
    points = np.random.default_rng(3).normal(size=(4_000, 2))
    distances = np.sort(np.linalg.norm(points[:, None] - points, axis=2), axis=1)
    for min_samples in (200, 1_000):
        found = sg.k_distances(points, np.ones(4_000), min_samples)
        np.testing.assert_allclose(found, distances[:, min_samples - 1], rtol=0.06)


def test_min_samples_stay_the_same_share_of_a_large_shop() -> None:
    assert sg.scaled_min_samples(50, [99_999.0, 1.0]) == 50
    assert sg.scaled_min_samples(50, [900_000.0, 100_000.0]) == 500


def test_knee_is_where_the_curve_bends() -> None:
    shares = np.linspace(0, 1, 101)
    distances = np.where(shares <= 0.8, 0.1 * shares, 0.08 + 5 * (shares - 0.8))
    assert sg.knee(shares, distances) == pytest.approx(0.08)
    assert np.isnan(sg.knee(shares, np.ones(101)))


def test_distance_curve_is_of_customers() -> None:
    points, weights = [[0.0], [1.0], [6.0]], [3, 1, 1]
    shares, distances, _ = sg.distance_curve(points, weights, min_samples=4, step_count=2)
    np.testing.assert_allclose(shares, [0, 0.5, 1])
    # three and the one beside them have each other, the one at 6 must reach for all
    np.testing.assert_allclose(distances, [1, 1, 6])


def test_distance_curve_below_the_resolution_of_the_grid_is_that_of_the_points() -> None:
    """Where most points hold min_samples by themselves, there is a radius all the same."""
    points = np.append(np.arange(20.0), [30.0, 45.0])[:, None]
    _, distances, knee = sg.distance_curve(points, np.full(22, 100.0), min_samples=50)
    assert sg.k_distances(points, np.full(22, 100.0), 50).max() == 0
    assert distances[0] == knee == 1
    assert distances[-1] == 15


# Measures


@given(labelled_points())
def test_measures_are_those_of_repeated_rows(drawn: tuple) -> None:
    points, weights, labels = drawn
    rows, row_labels = repeated(points, weights), repeated(labels, weights)
    assert sg.davies_bouldin(points, weights, labels) == pytest.approx(
        davies_bouldin_of_rows(rows, row_labels), abs=1e-6
    )
    if len(rows) > len(set(labels)):
        expected = metrics.silhouette_score(rows, row_labels)
        assert sg.silhouettes(points, weights, labels)[0] == pytest.approx(expected, abs=1e-5)
        if sg.inertia(points, weights, labels) > 0:
            expected = metrics.calinski_harabasz_score(rows, row_labels)
            assert sg.calinski_harabasz(points, weights, labels) == pytest.approx(expected)


def davies_bouldin_of_rows(rows: np.ndarray, labels: np.ndarray) -> float:
    """Compute the index from its definition: scikit-learn calls coinciding centroids perfect."""
    clusters = [rows[labels == label] for label in np.unique(labels)]
    means = [cluster.mean(axis=0) for cluster in clusters]
    spreads = [
        np.linalg.norm(cluster - mean, axis=1).mean()
        for cluster, mean in zip(clusters, means, strict=True)
    ]
    worst = []
    for one, mean in enumerate(means):
        ratios = []
        for two, other in enumerate(means):
            if one != two:
                spread, separation = spreads[one] + spreads[two], np.linalg.norm(mean - other)
                near = separation < 1e-12
                ratios.append((np.inf if spread > 1e-12 else 0) if near else spread / separation)
        worst.append(max(ratios))
    return float(np.mean(worst))


def test_davies_bouldin_is_that_of_scikit_learn(blobs: tuple) -> None:
    points, weights = blobs
    labels = sg.fit_kmeans(points, weights, cluster_count=4, random_state=1).labels
    expected = metrics.davies_bouldin_score(repeated(points, weights), repeated(labels, weights))
    assert sg.davies_bouldin(points, weights, labels) == pytest.approx(expected)


def test_silhouettes_of_several_labelings_and_of_a_sample(blobs: tuple) -> None:
    points, weights = blobs
    labelings = [
        sg.fit_kmeans(points, weights, cluster_count, random_state=1).labels
        for cluster_count in (2, 3, 4)
    ]
    rows = repeated(points, weights)
    expected = [metrics.silhouette_score(rows, repeated(each, weights)) for each in labelings]
    exact = sg.silhouettes(points, weights, labelings)
    np.testing.assert_allclose(exact, expected, atol=1e-5)
    sampled = sg.silhouettes(points, weights, labelings, max_evaluated=60)
    np.testing.assert_allclose(sampled, expected, atol=0.05)
    assert (sampled != exact).all()
    gathered = sg.silhouettes(points, weights, labelings, max_targets=60)
    np.testing.assert_allclose(gathered, expected, atol=0.01)
    assert (gathered != exact).all()


def test_silhouette_leaves_out_noise(blobs: tuple) -> None:
    points, weights = blobs
    labels = sg.fit_kmeans(points, weights, cluster_count=3, random_state=1).labels.copy()
    labels[::7] = sg.NOISE
    kept = labels != sg.NOISE
    expected = metrics.silhouette_score(
        repeated(points[kept], weights[kept]), repeated(labels[kept], weights[kept])
    )
    assert sg.silhouettes(points, weights, labels)[0] == pytest.approx(expected, abs=1e-5)


def test_silhouette_of_a_lone_customer_is_zero() -> None:
    points, labels = [[0.0], [1.0], [10.0]], [0, 0, 1]
    # coefficients: (10 - 1) / 10, (9 - 1) / 9 and 0
    expected = (9 / 10 + 8 / 9 + 0) / 3
    assert sg.silhouettes(points, [1, 1, 1], labels)[0] == pytest.approx(expected, abs=1e-6)


def test_measures_of_one_cluster_are_undefined() -> None:
    arguments = ([[0.0], [1.0]], [1, 1], [0, 0])
    assert np.isnan(sg.silhouettes(*arguments)).all()
    assert np.isnan(sg.davies_bouldin(*arguments))
    assert np.isnan(sg.calinski_harabasz(*arguments))


@given(labelled_points(), st.integers(0, 99))
def test_adjusted_rand_index_is_that_of_the_customers(drawn: tuple, seed: int) -> None:
    _, weights, labels = drawn
    other = np.random.default_rng(seed).integers(0, 3, len(labels))
    expected = metrics.adjusted_rand_score(repeated(labels, weights), repeated(other, weights))
    assert sg.adjusted_rand_index(labels, other, weights) == pytest.approx(expected)
    assert sg.adjusted_rand_index(labels, labels + 5, weights) == 1


def test_prediction_strength_tells_true_clusters_from_invented_ones(blobs: tuple) -> None:
    points, weights = blobs
    one, three, six = sg.prediction_strengths(
        points,
        weights,
        lambda p, w: [sg.fit_kmeans(p, w, k, random_state=1).labels for k in (1, 3, 6)],
        random_state=0,
        split_count=4,
    )
    assert one == 1
    assert three > 0.95
    assert six < 0.8


def test_prediction_strength_by_hand() -> None:
    # both halves hold the same four points; one labeling splits them as the other does, one not
    points, weights = [[0.0], [1.0], [10.0], [11.0]], [200, 200, 200, 200]
    (strength,) = sg.prediction_strengths(points, weights, lambda p, w: [[0, 0, 1, 1]], 0, 3)
    assert strength == 1
    (strength,) = sg.prediction_strengths(points, weights, lambda p, w: [[0, 1, 0, 1]], 0, 3)
    # centroids at 5 and 6 send a pair of points to each, so half of each cluster goes away
    assert strength == pytest.approx(0.5, abs=0.02)


# References of a silhouette


def test_independent_columns_keep_each_distribution_and_nothing_else() -> None:
    generator = np.random.default_rng(4)
    x = generator.gamma(2, size=3_000).round(2)
    points, weights = np.column_stack([x, x**2, -x]), generator.integers(1, 5, size=len(x))
    found, counts = sg.independent_columns(points, weights, 5_000, np.random.default_rng(1))
    rows = repeated(found, counts)
    assert len(rows) == 5_000
    assert abs(np.corrcoef(rows.T) - np.eye(3)).max() < 0.05
    for own, drawn in zip(repeated(points, weights).T, rows.T, strict=True):
        assert set(drawn) <= set(own)
        assert stats.ks_2samp(own, drawn).statistic < 1 / 5_000 + 1e-9


def fits_of(*cluster_counts: int):
    return lambda p, w: [sg.fit_kmeans(p, w, k, random_state=1).labels for k in cluster_counts]


def test_the_null_reference_tells_joint_structure_from_marginals() -> None:
    """Two features of two groups each: in two corners they are joint, in all four they are not."""
    generator = np.random.default_rng(2)
    sides = generator.integers(0, 2, size=(2, 1_000))
    for y_side, is_joint in ((sides[0], True), (sides[1], False)):
        centres = 4 * np.column_stack([sides[0], y_side])
        points, weights = centres + generator.normal(size=centres.shape), np.ones(1_000)
        silhouettes = sg.silhouettes(points, weights, fits_of(2)(points, weights))
        null = sg.null_silhouettes(points, weights, fits_of(2), random_state=0)
        assert null.shape == (10, 1)
        gap = silhouettes[0] - null.mean()
        assert gap > 0.2 if is_joint else abs(gap) < 3 * null.std(ddof=1) < 0.05


def test_silhouette_errors_are_those_of_bootstrapped_rows(blobs: tuple) -> None:
    points, weights = blobs
    labelings = fits_of(2, 4)(points, weights)
    generator, rows = np.random.default_rng(3), repeated(np.arange(len(points)), weights)
    drawn = [generator.choice(rows, len(rows)) for _ in range(400)]
    expected = [
        np.std([metrics.silhouette_score(points[each], labels[each]) for each in drawn])
        for labels in labelings
    ]
    found = sg.silhouette_errors(points, weights, labelings, random_state=0)
    np.testing.assert_allclose(found, expected, rtol=0.2)
    sampled = sg.silhouette_errors(points, weights, labelings, random_state=0, max_evaluated=60)
    np.testing.assert_allclose(sampled, expected, rtol=0.4)


def test_silhouette_errors_of_one_cluster_are_unknown() -> None:
    labelings = [[0, 0, 0], [0, 0, 1], [sg.NOISE] * 3]
    errors = sg.silhouette_errors([[0.0], [1.0], [2.0]], [9, 9, 1], labelings, random_state=0)
    # some bootstrap has nobody of the small cluster
    assert np.isnan(errors).all()


# Contributions of features


def test_dead_features_are_those_that_the_partition_does_without(blobs: tuple) -> None:
    points, weights = blobs
    noise = np.random.default_rng(6).normal(scale=0.01, size=len(points))
    wider = np.column_stack([points, noise, np.zeros(len(points))])
    found = sg.feature_contributions(customers_at(wider, weights), 3, 1, dead_ari=0.99)
    assert [each["is_dead"] for each in found] == [False, False, True, True]
    assert [each["ari_of_live_features"] for each in found] == [1] * 4
    variances = repeated(wider, weights).var(axis=0)
    shares = [each["variance_share"] for each in found]
    np.testing.assert_allclose(shares, variances / variances.sum(), atol=1e-12)
    without_x = sg.fit_kmeans(wider[:, 1:], weights, 3, random_state=1).labels
    labels = sg.fit_kmeans(points, weights, 3, random_state=1).labels
    expected = metrics.adjusted_rand_score(repeated(labels, weights), repeated(without_x, weights))
    assert found[0]["ari_without_feature"] == pytest.approx(expected)


def test_two_equal_features_are_dead_and_none_is_left(blobs: tuple) -> None:
    points, weights = blobs
    found = sg.feature_contributions(customers_at(points[:, [0, 0]], weights), 2, 1, dead_ari=0.99)
    assert all(each["is_dead"] and each["variance_share"] == 0.5 for each in found)
    assert np.isnan([each["ari_of_live_features"] for each in found]).all()


def test_contributions_that_cannot_be_fitted_are_unknown() -> None:
    (found,) = sg.feature_contributions(customers_at(np.ones((1, 1)), np.ones(1)), 1, 1, 0.99)
    assert np.isnan([found["variance_share"], found["ari_without_feature"]]).all()
    assert not found["is_dead"]
    assert found["ari_of_live_features"] == 1


# Degenerate input


def customers_at(points: np.ndarray, weights: np.ndarray) -> sg.Customers:
    """Return customers whose values are the points."""
    numbers = np.arange(len(points))
    return sg.Customers(points, weights, points, points, weights, numbers + 1, numbers)


@pytest.mark.parametrize(
    ("points", "weights"),
    [([[0.5, 0.2]], [1.0]), ([[0.5, 0.2]], [500.0]), ([[0.0, 0.0], [1.0, 0.0]], [1.0, 1.0])],
)
def test_comparison_of_few_customers_is_defined(points, weights) -> None:
    points, weights = np.array(points), np.array(weights)
    customers = customers_at(points, weights)
    top = sg.ward_top(sg.fit_ward(points, weights), weights, leaf_count=3)
    choices = [
        *sg.evaluate_kmeans(
            customers, [1, 2, 3], random_state=0, eligible_from=(2, 0.8), configured_count=2
        ),
        *sg.evaluate_dbscan(customers, min_samples=[1, 2, 5], eps_factors=[1], random_state=0),
        *sg.evaluate_ward(customers, top, [1, 2, 3], random_state=0, eligible_from=(2, 0.8)),
    ]
    tried = [c["parameters"] for c in choices if c["algorithm"] == "kmeans"]
    assert tried == [f'{{"kmeans_cluster_count": {k}}}' for k in range(1, len(points) + 1)]
    assert all(choice["noise_share"] in (0, 1) for choice in choices)


def test_comparison_of_noise_only_has_no_inertia(blobs: tuple) -> None:
    points, weights = blobs
    customers = customers_at(points, weights)
    (choice,) = sg.evaluate_dbscan(customers, [150], eps_factors=[0.1], random_state=0)
    assert choice["noise_share"] == 1
    assert "inertia" not in choice
    assert "smallest_cluster_share" not in choice


def test_radius_is_zero_where_the_curve_has_no_knee() -> None:
    assert sg.round_radius(None) == 0
    assert sg.round_radius(float("nan")) == 0
    assert sg.round_radius(0.0487530) == 0.0488


def test_one_customer_is_one_cluster() -> None:
    fit = sg.fit_kmeans([[0.5, 0.2]], [1], cluster_count=1, random_state=0)
    np.testing.assert_allclose(fit.centroids, [[0.5, 0.2]])
    assert fit.inertia == 0
    assert list(sg.cut_ward(sg.fit_ward([[0.5, 0.2]], [1]), [1], 1)) == [0]
    assert list(sg.fit_dbscan([[0.5, 0.2]], [1], eps=1, min_samples=2).labels) == [sg.NOISE]


def test_all_customers_equal_are_one_cluster() -> None:
    points, weights = [[0.0, 0.0]], [50]
    assert sg.fit_kmeans(points, weights, 1, random_state=0).inertia == 0
    assert list(sg.fit_dbscan(points, weights, eps=0.1, min_samples=50).labels) == [0]
    assert list(sg.k_distances(points, weights, 50)) == [0]


def test_a_constant_feature_changes_nothing(blobs: tuple) -> None:
    points, weights = blobs
    wider = np.column_stack([points, np.zeros(len(points))])
    for labels in (
        lambda p: sg.fit_kmeans(p, weights, 3, random_state=1).labels,
        lambda p: sg.cut_ward(sg.fit_ward(p, weights), weights, 3),
        lambda p: sg.fit_dbscan(p, weights, eps=0.5, min_samples=5).labels,
    ):
        np.testing.assert_array_equal(labels(wider), labels(points))


@pytest.mark.parametrize(
    ("points", "weights", "message"),
    [
        (np.empty((0, 2)), [], "there are no points"),
        ([0.0, 1.0], [1, 1], r"points have shape \(2,\)"),
        ([[0.0], [1.0]], [1], r"weights have shape \(1,\); expected \(2,\)"),
        ([[0.0], [np.nan]], [1, 1], "point 1, feature 0 is nan"),
        ([[0.0], [1.0]], [1, 0], "weight 1 is 0.0; expected a positive number"),
    ],
)
def test_unfit_points_are_named(points, weights, message: str) -> None:
    for fit in (
        lambda: sg.fit_kmeans(points, weights, 1, random_state=0),
        lambda: sg.fit_ward(points, weights),
        lambda: sg.fit_dbscan(points, weights, eps=1, min_samples=1),
        lambda: sg.silhouettes(points, weights, np.zeros(len(points), dtype=int)),
    ):
        with pytest.raises(ValueError, match=message):
            fit()


def test_unfit_parameters_are_named() -> None:
    points, weights = [[0.0], [1.0], [1.0]], [1, 1, 1]
    with pytest.raises(ValueError, match="kmeans_cluster_count is 3; expected a number from 1 to"):
        sg.fit_kmeans(points, weights, 3, random_state=0)
    with pytest.raises(ValueError, match="ward_cluster_count is 4; expected a number from 1 to"):
        sg.cut_ward(sg.fit_ward(points, weights), weights, 4)
    with pytest.raises(ValueError, match="dbscan_eps is 0; expected a distance above 0"):
        sg.fit_dbscan(points, weights, eps=0, min_samples=1)
    with pytest.raises(ValueError, match="dbscan_min_samples is 0; expected 1 or above"):
        sg.fit_dbscan(points, weights, eps=1, min_samples=0)


# The top of a dendrogram


@given(weighted_points(), st.integers(1, 12))
def test_clusters_of_every_cut_are_runs_of_leaves(drawn: tuple, leaf_count: int) -> None:
    points, weights = drawn
    tree = sg.fit_ward(points, weights)
    top = sg.ward_top(tree, weights, leaf_count)
    kept = min(leaf_count, len(points))
    assert sorted(top.split_counts) == list(range(1, kept + 1))
    assert set(top.leaf_of_point) == set(range(kept))
    for cluster_count in range(1, kept + 1):
        expected = sg.cut_ward(tree, weights, cluster_count)
        assert same_partition(top.cut(cluster_count), expected)
    for cluster_count, height in zip(top.split_counts, top.heights, strict=True):
        undone = tree.heights[len(points) - cluster_count] if cluster_count > 1 else np.nan
        np.testing.assert_equal(height, undone)


def test_a_dendrogram_is_read_from_its_rows() -> None:
    rows = pd.DataFrame(
        {
            "leaf_number": [2, 0, 1, 2],
            "split_count": [2, 1, 3, 2],
            "merge_height": [9.0, np.nan, 1.0, 9.0],
        }
    )
    top = sg.WardTop.from_rows(rows)
    np.testing.assert_array_equal(top.split_counts, [1, 3, 2])
    np.testing.assert_array_equal(top.cut(1), [0, 0, 0, 0])
    np.testing.assert_array_equal(top.cut(2), [1, 0, 0, 1])
    np.testing.assert_array_equal(top.cut(3), [2, 0, 1, 2])


# Identity of segments


@given(
    hnp.arrays(np.int64, 12, elements=st.integers(0, 3)),
    st.permutations([3, 5, 8, 9]),
    hnp.arrays(np.int64, 12, elements=st.integers(1, 9)),
)
def test_permuted_clusters_keep_their_segments(labels, ids, weights) -> None:
    _, labels = np.unique(labels, return_inverse=True)
    segment_ids = np.array(ids)[labels]
    match = sg.match_segments(labels, segment_ids, weights, min_overlap=1, highest_id=9)
    np.testing.assert_array_equal(match.segment_ids[labels], segment_ids)
    np.testing.assert_array_equal(match.overlaps, 1)


@pytest.mark.parametrize(
    ("min_overlap", "expected"), [(0.0, [7, 8]), (0.6, [7, 8]), (0.61, [9, 8]), (1.0, [10, 9])]
)
def test_a_split_segment_lives_on_in_the_larger_part(min_overlap, expected) -> None:
    """Segment 7 has 10 customers, of whom 6 stay together and 4 join the 8 of segment 8.

    The larger of two new clusters takes the lower number.
    """
    labels = np.array([0, 1, 1])
    match = sg.match_segments(labels, [7, 7, 8], [6.0, 4.0, 8.0], min_overlap, highest_id=8)
    np.testing.assert_array_equal(match.segment_ids, expected)
    np.testing.assert_allclose(match.overlaps, [6 / 10, 8 / 12])


def test_a_part_split_off_is_new_and_ids_are_never_given_again() -> None:
    labels = np.array([0, 1, 2])
    match = sg.match_segments(labels, [1, 1, 4], [6.0, 4.0, 8.0], 0.5, highest_id=6)
    np.testing.assert_array_equal(match.segment_ids, [1, 7, 4])
    np.testing.assert_allclose(match.overlaps, [0.6, 0, 1])


def test_of_merged_segments_the_larger_one_lives_on() -> None:
    labels = np.array([0, 0, 1])
    match = sg.match_segments(labels, [1, 2, 3], [6.0, 4.0, 8.0], 0.5, highest_id=3)
    np.testing.assert_array_equal(match.segment_ids, [1, 3])
    np.testing.assert_allclose(match.overlaps, [0.6, 1])


def test_as_many_customers_as_possible_stay_in_their_segment() -> None:
    """The best pair alone would leave fewer: 5 + 0 instead of 4 + 4."""
    labels, segment_ids = np.array([0, 0, 1, 1]), np.array([1, 2, 1, 2])
    match = sg.match_segments(labels, segment_ids, [5.0, 4.0, 4.0, 0.5], 0, highest_id=2)
    np.testing.assert_array_equal(match.segment_ids, [2, 1])


# Stability


def snapshot(
    values: np.ndarray, weights: np.ndarray, as_of_date: date = date(2018, 1, 31)
) -> sg.Snapshot:
    """Scale values by their minimum and range."""
    center, scale = values.min(axis=0), np.ptp(values, axis=0)
    ids = np.arange(len(values)) + 1
    count = values.shape[1]
    scaler = sg.Scaler(center, scale, ["minmax"] * count, [None] * count)
    return sg.Snapshot(as_of_date, ids, scaler.scaled(values), weights, values, scaler)


def test_points_are_rescaled_to_another_date(blobs: tuple) -> None:
    points, weights = blobs
    now, then = snapshot(points, weights), snapshot(2 * points + 1, weights)
    center, scale = then.scaler[:2]
    np.testing.assert_allclose(now.points_scaled_as(then), (points - center) / scale)


def test_ranks_are_shares_of_customers_below() -> None:
    """To one percent, those of a later date among those of the scaler, ties at their middle."""
    rng = np.random.default_rng(3)
    then, now = rng.geometric(0.4, 5_000), rng.geometric(0.3, 400)
    percentiles = np.percentile(then, np.arange(1, 101), method="inverted_cdf")
    scaler = sg.Scaler(np.zeros(1), np.full(1, 0.5), ["rank"], [percentiles])
    ranks = [(then < each).mean() + (then == each).mean() / 2 for each in now]
    # added in another order, what is equal may differ in its last digit
    found = scaler.scaled(now[:, None] + 1e-9)
    np.testing.assert_allclose(found[:, 0] / 2, ranks, atol=0.01)


def test_winsorised_values_end_at_the_limits_of_the_scaler() -> None:
    values = np.array([[-5.0, 7.0], [0.0, 7.0], [2.5, 7.0], [9.0, 7.0]])
    limits = np.array([0.0, 5.0])
    scaler = sg.Scaler(np.zeros(2), np.full(2, 5.0), ["winsorised", "minmax"], [limits, None])
    np.testing.assert_array_equal(scaler.scaled(values)[:, 0], [0, 0, 0.5, 1])
    np.testing.assert_array_equal(scaler.scaled(values)[:, 1], np.full(4, 1.4))
    assert values[3, 0] == 9, "the values themselves stay"


@given(weighted_points(), weighted_points())
def test_matched_quantiles_are_those_of_repeated_rows(drawn: tuple, reference: tuple) -> None:
    (values, weights), (others, other_weights) = drawn, reference
    found = sg.match_quantiles(values[:, 0], weights, others[:, 0], other_weights)
    rows = repeated(values[:, 0], weights)
    ranks = np.array([(rows < row).mean() + (rows == row).mean() / 2 for row in rows])
    assert (np.diff(repeated(found, weights)[np.argsort(rows, kind="stable")]) >= -1e-9).all()
    np.testing.assert_allclose(
        repeated(found, weights)[np.isclose(ranks, 0.5)],
        np.interp(0.5, *mid_quantiles(repeated(others[:, 0], other_weights))),
    )


def mid_quantiles(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the quantiles of the distinct values of rows, in the middle of their ties."""
    distinct = np.unique(rows)
    quantiles = [(rows < value).mean() + (rows == value).mean() / 2 for value in distinct]
    return np.array(quantiles), distinct


def test_a_distribution_matches_itself() -> None:
    values, weights = np.array([3.0, 1.0, 3.0, 2.0]), np.array([1.0, 2.0, 3.0, 4.0])
    np.testing.assert_allclose(sg.match_quantiles(values, weights, values, weights), values)


def compared(origin: sg.Snapshot, now: sg.Snapshot) -> dict[str, float]:
    """Return the adjusted Rand index of each comparison; the first feature ages."""
    frozen, refit = (sg.fit_kmeans(each.points, each.weights, 3, 0) for each in (origin, now))
    pairs = sg.compare_with_refit(origin, frozen, now, refit, ageing=[0], random_state=0)
    return {name: sg.adjusted_rand_index(*pair, now.weights) for name, pair in pairs.items()}


def test_a_frozen_model_agrees_with_a_refit_on_the_same_customers(blobs: tuple) -> None:
    agreements = compared(snapshot(*blobs), snapshot(*blobs))
    assert set(agreements) == {"refit", "scaler_kept", "scaler_refreshed", "without_ageing"}
    assert set(agreements.values()) == {1.0}


def test_what_the_comparisons_tell_apart() -> None:
    """A feature that only stretches, as recency does, costs nothing without ageing.

    The history of evenly spread customers becomes five times as long: the frozen model puts all
    the old ones into one segment, a refit cuts the longer history anew.
    """
    weights = np.ones(90)
    flat = np.tile([0.0, 0.1], 45)
    young = snapshot(np.column_stack([np.arange(90.0), flat]), weights)
    old = snapshot(np.column_stack([5 * np.arange(90.0), flat]), weights)
    agreements = compared(young, old)
    assert agreements["refit"] < 0.5
    assert agreements["scaler_refreshed"] == 1
    assert agreements["without_ageing"] == 1


# Versions and the simulation, on dates instead of a warehouse


def model_of(now: sg.Snapshot, segment_ids: list[int]) -> sg.SegmentModel:
    """Return the version that names the clusters of a fit, from the largest, so."""
    centroids = sg.fit_kmeans(now.points, now.weights, 3, 0).centroids
    return sg.SegmentModel(now.as_of_date, np.array(segment_ids), centroids, now.scaler)


def test_versions_continue_the_segments_of_the_one_before(blobs: tuple) -> None:
    points, weights = blobs
    then = snapshot(points, weights, date(2018, 1, 31))
    # the smallest group moves away, and is another one
    moved = snapshot(
        points + np.where(np.arange(100) < 90, 0, 9)[:, None], weights, date(2018, 3, 31)
    )
    first, second = sg.fit_versions([then, moved], 3, random_state=1, min_overlap=0.5)
    assert sorted(first.model.segment_ids) == [1, 2, 3]
    assert np.isnan(first.overlaps).all()
    np.testing.assert_array_equal(second.model.segment_ids[:2], first.model.segment_ids[:2])
    assert second.point_count == 100
    assert second.customer_counts.sum() == weights.sum()
    rows = list(second.rows(["x", "y"]))
    assert [row["segment_id"] for row in rows[::2]] == list(second.model.segment_ids)
    assert [row["feature"] for row in rows[:2]] == ["x", "y"]
    assert rows[1]["centroid_scaled"] == second.model.centroids[0, 1]


def test_segments_that_end_leave_their_numbers_for_good(blobs: tuple) -> None:
    points, weights = blobs
    then = snapshot(points, weights, date(2018, 1, 31))
    mixed = snapshot(points[:, ::-1] * [1, -1] + points.mean(), weights, date(2018, 3, 31))
    versions = sg.fit_versions([then, mixed, then], 3, random_state=1, min_overlap=1)
    ids = [set(version.model.segment_ids) for version in versions]
    assert ids[0] == {1, 2, 3}
    for last, now, known in ((ids[0], ids[1], ids[0]), (ids[1], ids[2], ids[0] | ids[1])):
        begun = now - last
        assert begun
        assert min(begun) > max(known)


def test_a_version_that_cannot_be_fitted_is_named() -> None:
    now = snapshot(np.array([[0.0], [1.0]]), np.ones(2))
    with pytest.raises(ValueError, match=r"KMeans version 1, as of 2018-01-31 .*first_training_w"):
        sg.fit_versions([now], 3, random_state=0, min_overlap=0.5)
    steps = [(now.as_of_date, now.as_of_date)]
    with pytest.raises(ValueError, match=r"stability simulation, as of 2018-01-31 .*history_start"):
        list(sg.simulate_ageing(steps, {now.as_of_date: now}, 3, [], 0))


def test_frozen_clusters_are_the_segments_of_the_version_in_force(blobs: tuple) -> None:
    origin = snapshot(*blobs, date(2018, 3, 31))
    frozen = sg.fit_kmeans(origin.points, origin.weights, 3, 0)
    before = model_of(origin, [7, 5, 9])._replace(as_of_date=date(2018, 1, 31))
    later = model_of(origin, [1, 2, 3])._replace(as_of_date=date(2018, 5, 31))
    assert sg.frozen_segments(frozen, origin, [before, later], 0.5) == [7, 5, 9]
    # no version in force yet, and one whose segments are other customers
    assert sg.frozen_segments(frozen, origin, [later], 0.5) == [None, None, None]
    merged = before._replace(centroids=before.centroids[[0, 0, 0]])
    assert sg.frozen_segments(frozen, origin, [merged], 0.9) == [None, None, None]


def test_the_simulation_counts_every_customer_in_every_comparison(blobs: tuple) -> None:
    origin, now = snapshot(*blobs, date(2018, 1, 31)), snapshot(*blobs, date(2018, 2, 28))
    snapshots = {each.as_of_date: each for each in (origin, now)}
    steps = [(origin.as_of_date, now.as_of_date)]
    found = list(sg.simulate_ageing(steps, snapshots, 3, [0], 0))
    assert [each.name for each in found] == [
        "refit",
        "scaler_kept",
        "scaler_refreshed",
        "without_ageing",
        "ceiling",
    ]
    for each in found:
        # the same customers, so every cluster is found again
        np.testing.assert_array_equal(
            each.customer_counts, np.diag(each.customer_counts.diagonal())
        )
        assert each.customer_counts.sum() == origin.weights.sum()
    pairs = list(found[0].pairs())
    assert len(pairs) == 9
    assert pairs[0] == (1, 1, found[0].customer_counts[0, 0])


# A process of its own


def test_apart_returns_what_the_function_returns(blobs: tuple) -> None:
    points, weights = blobs
    expected = sg.fit_kmeans(points, weights, 3, 1)
    np.testing.assert_equal(sg.apart(sg.fit_kmeans, points, weights, 3, 1), expected)


def test_apart_passes_on_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert sg.apart(eval, "print('no part of the answer') or 1") == 1
    assert "no part of the answer" in capsys.readouterr().err


def test_apart_raises_what_the_function_raises() -> None:
    with pytest.raises(ValueError, match="kmeans_cluster_count is 3; expected a number from 1 to"):
        sg.apart(sg.fit_kmeans, [[0.0], [1.0]], [1, 1], 3, 0)


def test_a_process_that_ends_without_an_answer_is_named() -> None:
    with pytest.raises(RuntimeError, match="the process of _exit ended with code 9"):
        sg.apart(os._exit, 9)


# Exploration


@st.composite
def weighted_pairs(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw pairs of few different values, so that there are ties of every kind, with weights."""
    count = draw(st.integers(2, 40))
    x, y = (draw(hnp.arrays(np.int64, count, elements=st.integers(-4, 9))) for _ in range(2))
    return x / 4, y / 4, draw(hnp.arrays(np.int64, count, elements=st.integers(1, 5)))


@given(weighted_pairs())
@settings(max_examples=300)
def test_kendall_weights_count_as_repeated_rows(pairs: tuple) -> None:
    x, y, weights = pairs
    expected = stats.kendalltau(repeated(x, weights), repeated(y, weights)).statistic
    np.testing.assert_allclose(sg.kendall_tau_b(x, y, weights), expected, rtol=1e-12, atol=1e-15)


@given(weighted_pairs(), st.randoms(use_true_random=False))
def test_kendall_does_not_depend_on_the_order_of_the_rows(pairs: tuple, random) -> None:
    order = np.array(random.sample(range(len(pairs[0])), len(pairs[0])))
    shuffled = [each[order] for each in pairs]
    np.testing.assert_equal(sg.kendall_tau_b(*shuffled), sg.kendall_tau_b(*pairs))


def test_kendall_of_many_rows_is_that_of_scipy() -> None:
    generator = np.random.default_rng(0)
    x = generator.normal(size=50_000).round(3)
    y = (x + generator.normal(size=50_000)).round(2)
    weights = generator.integers(1, 4, size=50_000)
    expected = stats.kendalltau(repeated(x, weights), repeated(y, weights)).statistic
    assert sg.kendall_tau_b(x, y, weights) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("x", "y", "weights", "message"),
    [
        ([1, 2], [1], [1, 1], r"shapes are \(2,\), \(1,\), \(2,\)"),
        ([1, np.nan], [1, 2], [1, 1], "a value is nan"),
        ([1, 2], [1, 2], [1, 0], "whole numbers of at least 1"),
        ([1, 2], [1, 2], [1, 1.5], "whole numbers of at least 1"),
    ],
)
def test_kendall_refuses_what_is_no_pair(x: list, y: list, weights: list, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sg.kendall_tau_b(x, y, weights)


def test_kendall_of_no_pairs_or_equal_values_is_unknown() -> None:
    assert np.isnan(sg.kendall_tau_b([], [], []))
    assert np.isnan(sg.kendall_tau_b([1, 1, 1], [1, 2, 3], [1, 1, 2]))
    assert np.isnan(sg.kendall_tau_b([1, 2, 3], [7, 7, 7], [1, 1, 2]))


def test_normality_is_rejected_of_the_skewed_and_not_of_the_normal() -> None:
    generator = np.random.default_rng(3)
    for values, is_rejected in (
        (generator.normal(5, 2, size=400), False),
        (generator.exponential(size=400), True),
    ):
        tests = sg.normality_tests(values)
        assert [test.test for test in tests] == [
            "dagostino_pearson",
            "anderson_darling",
            "shapiro_wilk",
        ]
        assert {test.p_value < 0.05 for test in tests} == {is_rejected}
        assert {test.sample_size for test in tests} == {400}


@pytest.mark.parametrize("values", [[], [1.0], [2.0] * 50])
def test_normality_of_few_or_equal_values_is_unknown(values: list) -> None:
    for test in sg.normality_tests(values):
        assert test.sample_size == len(values)
        assert np.isnan([test.statistic, test.p_value]).all()


def test_normality_has_results_from_the_least_sample_on() -> None:
    least = {test.test: test.least_sample_size for test in sg.normality_tests([])}
    assert least == {"dagostino_pearson": 8, "anderson_darling": 3, "shapiro_wilk": 3}
    for count in range(1, 10):
        for test in sg.normality_tests(np.arange(count) ** 2.0):
            assert np.isnan(test.p_value) == (count < test.least_sample_size), (count, test)


@given(weighted_points().filter(lambda drawn: len(drawn[0]) > 1))
def test_components_are_those_of_scikit_learn_on_repeated_rows(drawn: tuple) -> None:
    points, weights = drawn
    found = sg.principal_components(points, weights)
    rows = repeated(points, weights)
    expected = PCA(svd_solver="full").fit(rows)
    np.testing.assert_allclose(found.means, rows.mean(axis=0), atol=1e-12)
    shares = np.append(expected.explained_variance_ratio_, 0)[:2]
    np.testing.assert_allclose(found.shares, shares, atol=1e-9)
    # the variance along a component is its share, whichever of equal ones it is
    for loadings, share in zip(found.loadings, shares, strict=True):
        variance = np.var((rows - found.means) @ loadings)
        assert variance == pytest.approx(share * rows.var(axis=0).sum(), abs=1e-9)
        assert loadings.max() >= -loadings.min() - 1e-9


def test_components_of_one_feature_or_of_equal_points() -> None:
    means, loadings, shares = sg.principal_components([[1.0], [3.0]], [1, 3])
    assert (means, loadings.tolist(), shares.tolist()) == ([2.5], [[1], [0]], [1, 0])
    equal = sg.principal_components([[1.0, 2.0]], [5])
    assert np.isnan(equal.shares).all()
    assert np.isfinite(equal.loadings).all()


def test_the_largest_loading_is_positive_and_the_first_of_equal_ones() -> None:
    points = np.array([[-1.0, 1.0], [1.0, -1.0], [0.1, 0.1], [-0.1, -0.1]])
    for each in (points, -points, points[::-1]):
        loadings = sg.principal_components(each, np.ones(4)).loadings
        np.testing.assert_allclose(loadings, np.array([[1, -1], [1, 1]]) / np.sqrt(2), atol=1e-12)
    # equal but for the last digit, as eigenvectors are
    line = np.outer([14.0, 13, 11, 11], [-1, 1, 1, 1])
    loadings = sg.principal_components(line, np.ones(4)).loadings
    np.testing.assert_allclose(loadings[0], [0.5, -0.5, -0.5, -0.5], atol=1e-12)
