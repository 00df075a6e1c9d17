"""Internal measures of a partition's quality on weighted points."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from threadpoolctl import threadpool_limits

from segmentation.points import check_points

CHUNK_SIZE = 512


def silhouette(
    points: ArrayLike,
    weights: ArrayLike,
    labels: ArrayLike,
    random_state: int,
    max_evaluated: int = 10_000,
) -> float:
    """Mean silhouette coefficient of the customers (Rousseeuw 1987, Euclidean distance).

    Customers at the same point are at distance zero from each other, so this is the coefficient of
    the points repeated by weight. Distances always run to every point. Where there are more points
    than max_evaluated, the mean is taken over a systematic sample of customers, spread over the
    clusters in proportion to their size.

    Args:
        points: shape (n_points, n_features), scaled feature values.
        weights: shape (n_points,), the number of customers at each point.
        labels: shape (n_points,), the cluster of each point, numbered from 0.
        random_state: seed of the sample.
        max_evaluated: the largest number of points whose coefficient is computed.

    Returns:
        A number from -1 to 1; nan if there are fewer than two clusters.
    """
    points, weights = check_points(points, weights)
    labels = np.asarray(labels, dtype=np.int64)
    cluster_weights = np.bincount(labels, weights=weights)
    if np.count_nonzero(cluster_weights) < 2:
        return float("nan")

    evaluated, shares = _evaluated_points(weights, labels, random_state, max_evaluated)
    membership = np.zeros((len(points), len(cluster_weights)))
    membership[np.arange(len(points)), labels] = weights
    squared_norms = np.einsum("ij,ij->i", points, points)
    total = 0.0
    with threadpool_limits(limits=1):
        for start in range(0, len(evaluated), CHUNK_SIZE):
            chunk = evaluated[start : start + CHUNK_SIZE]
            distances = squared_norms[chunk, None] + squared_norms - 2 * points[chunk] @ points.T
            np.maximum(distances, 0, out=distances)
            distances[np.arange(len(chunk)), chunk] = 0
            np.sqrt(distances, out=distances)
            coefficients = _coefficients(distances @ membership, cluster_weights, labels[chunk])
            total += float(coefficients @ shares[start : start + CHUNK_SIZE])
    return total


def _evaluated_points(
    weights: NDArray[np.float64],
    labels: NDArray[np.int64],
    random_state: int,
    max_evaluated: int,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Choose the points to evaluate and the share of the mean that each stands for."""
    if len(weights) <= max_evaluated:
        return np.arange(len(weights)), weights / weights.sum()
    order = np.argsort(labels, kind="stable")
    cumulative = np.cumsum(weights[order])
    step = cumulative[-1] / max_evaluated
    offset = np.random.default_rng(random_state).uniform(0, step)
    positions = np.searchsorted(cumulative, offset + step * np.arange(max_evaluated), side="right")
    chosen, hits = np.unique(order[np.minimum(positions, len(order) - 1)], return_counts=True)
    return chosen, hits / hits.sum()


def _coefficients(
    distance_sums: NDArray[np.float64],
    cluster_weights: NDArray[np.float64],
    labels: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Silhouette coefficients from the sums of distances to the customers of each cluster.

    A customer alone in its cluster has the coefficient 0, by convention.
    """
    rows = np.arange(len(labels))
    own_weights = cluster_weights[labels]
    with np.errstate(divide="ignore", invalid="ignore"):
        within = distance_sums[rows, labels] / (own_weights - 1)
        between = distance_sums / cluster_weights
        between[:, cluster_weights == 0] = np.inf
        between[rows, labels] = np.inf
        nearest = between.min(axis=1)
        coefficients = (nearest - within) / np.maximum(within, nearest)
    coefficients[own_weights <= 1] = 0
    return np.nan_to_num(coefficients)
