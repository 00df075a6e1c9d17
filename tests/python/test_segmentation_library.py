"""The clustering library against scikit-learn on repeated rows, and what it refuses."""

import numpy as np
import pytest
from segmentation import fit_kmeans, silhouette
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score


@pytest.fixture
def blobs() -> tuple[np.ndarray, np.ndarray]:
    """Return weighted points in three groups of different size."""
    generator = np.random.default_rng(0)
    centres = np.repeat([[0.0, 0.0], [3.0, 0.0], [0.0, 2.0]], [60, 30, 10], axis=0)
    points = centres + generator.normal(scale=0.3, size=centres.shape)
    return points, generator.integers(1, 6, size=len(points)).astype(float)


def repeated(points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.repeat(points, weights.astype(int), axis=0)


def test_weights_count_as_repeated_rows(blobs: tuple) -> None:
    points, weights = blobs
    fit = fit_kmeans(points, weights, cluster_count=3, random_state=1)
    expected = KMeans(3, n_init=10, random_state=1).fit(repeated(points, weights))
    assert fit.inertia == pytest.approx(expected.inertia_)
    labels = np.repeat(fit.labels, weights.astype(int))
    assert adjusted_rand_score(labels, expected.labels_) == 1
    assert fit.cluster_weights.sum() == weights.sum()


def test_numbering_follows_the_partition_not_the_start(blobs: tuple) -> None:
    points, weights = blobs
    first = fit_kmeans(points, weights, cluster_count=3, random_state=1)
    assert list(first.cluster_weights) == sorted(first.cluster_weights, reverse=True)
    for random_state in range(2, 8):
        other = fit_kmeans(points, weights, cluster_count=3, random_state=random_state)
        np.testing.assert_array_equal(other.labels, first.labels)
        np.testing.assert_allclose(other.centroids, first.centroids)


def test_labels_are_the_nearest_centroids(blobs: tuple) -> None:
    points, weights = blobs
    fit = fit_kmeans(points, weights, cluster_count=5, random_state=1)
    distances = np.linalg.norm(points[:, None] - fit.centroids, axis=2)
    np.testing.assert_array_equal(fit.labels, distances.argmin(axis=1))
    assert fit.inertia == pytest.approx((weights * distances.min(axis=1) ** 2).sum())


def test_silhouette_is_that_of_repeated_rows(blobs: tuple) -> None:
    points, weights = blobs
    labels = fit_kmeans(points, weights, cluster_count=4, random_state=1).labels
    expected = silhouette_score(repeated(points, weights), np.repeat(labels, weights.astype(int)))
    assert silhouette(points, weights, labels, random_state=0) == pytest.approx(expected)
    sampled = silhouette(points, weights, labels, random_state=0, max_evaluated=60)
    assert sampled == pytest.approx(expected, abs=0.05)
    assert sampled != expected


def test_silhouette_of_a_lone_customer_is_zero() -> None:
    points, labels = [[0.0], [1.0], [10.0]], [0, 0, 1]
    # coefficients: (10 - 1) / 10, (9 - 1) / 9 and 0
    expected = (9 / 10 + 8 / 9 + 0) / 3
    assert silhouette(points, [1, 1, 1], labels, random_state=0) == pytest.approx(expected)


def test_silhouette_of_one_cluster_is_undefined() -> None:
    assert np.isnan(silhouette([[0.0], [1.0]], [1, 1], [0, 0], random_state=0))


def test_one_customer_is_one_cluster() -> None:
    fit = fit_kmeans([[0.5, 0.2]], [1], cluster_count=1, random_state=0)
    np.testing.assert_allclose(fit.centroids, [[0.5, 0.2]])
    assert fit.inertia == 0


@pytest.mark.parametrize(
    ("points", "weights", "cluster_count", "message"),
    [
        (np.empty((0, 2)), [], 1, "there are no points"),
        ([0.0, 1.0], [1, 1], 1, r"points have shape \(2,\)"),
        ([[0.0], [1.0]], [1], 1, r"weights have shape \(1,\); expected \(2,\)"),
        ([[0.0], [np.nan]], [1, 1], 1, "point 1, feature 0 is nan"),
        ([[0.0], [1.0]], [1, 0], 1, "weight 1 is 0.0; expected a positive number"),
        ([[0.0], [1.0], [1.0]], [1, 1, 1], 3, "kmeans_cluster_count is 3; expected a number from"),
    ],
)
def test_unfit_input_is_named(points, weights, cluster_count: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit_kmeans(points, weights, cluster_count, random_state=0)
