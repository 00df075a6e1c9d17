"""Measures of a partition's quality, and of the agreement of two, on weighted points."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from segmentation.points import NOISE, check_points, coarsen

# Points whose distances are in memory at once: few enough for the cache of a processor.
CHUNK_SIZE = 64


def silhouettes(
    points: ArrayLike,
    weights: ArrayLike,
    labelings: ArrayLike,
    max_evaluated: int = 10_000,
    max_targets: int = 10_000,
) -> NDArray[np.float64]:
    """Mean silhouette coefficient of the customers (Rousseeuw 1987, Euclidean distance).

    Customers at the same point are at distance zero from each other, so this is the coefficient of
    the points repeated by weight. Noise belongs to no cluster and is left out. Distances always run
    to all customers, gathered into micro-clusters where there are more points than max_targets (of
    18 coefficients of 82,616 points the largest error was 0.0002). Where there are more points than
    max_evaluated, the mean is over a systematic sample of customers, every n-th in the order of the
    points. Many labelings of the same points cost little more than one, because they share the
    distances.

    Args:
        points: shape (n_points, n_features), scaled feature values; neighbours in the order should
            be neighbours in space, as points in the order of their cells are.
        weights: shape (n_points,), the number of customers at each point.
        labelings: shape (n_labelings, n_points), clusters numbered from 0, -1 for noise.
        max_evaluated: the largest number of points whose coefficients are computed.
        max_targets: the largest number of points or micro-clusters that distances run to.

    Returns:
        Shape (n_labelings,), from -1 to 1; nan for a labeling with fewer than two clusters.
    """
    points, weights = check_points(points, weights)
    if not len(labelings):
        return np.empty(0)
    labelings = np.asarray(labelings, dtype=np.int64).reshape(-1, len(points))
    evaluated, shares = evaluated_points(weights, max_evaluated)
    cluster_counts = labelings.max(axis=1, initial=-1) + 1
    ends = np.cumsum(cluster_counts)
    columns = [slice(end - count, end) for end, count in zip(ends, cluster_counts, strict=True)]

    targets, _, holders = coarsen(points, weights, max_targets)
    # the customers of each target in each cluster of each labeling, side by side
    membership = np.zeros((len(targets), cluster_counts.sum()), dtype=np.float32)
    for labels, column in zip(labelings, columns, strict=True):
        clustered = np.flatnonzero(labels != NOISE)
        cells = (holders[clustered], column.start + labels[clustered])
        np.add.at(membership, cells, weights[clustered].astype(np.float32))
    cluster_weights = membership.sum(axis=0, dtype=np.float64)

    totals, counted = np.zeros(len(labelings)), np.zeros(len(labelings))
    # |x|^2 - 2 x y + |y|^2 as one product
    left = np.column_stack([-2 * points, (points**2).sum(axis=1), np.ones(len(points))])
    right = np.vstack([targets.T, np.ones(len(targets)), (targets**2).sum(axis=1)])
    for start in range(0, len(evaluated), CHUNK_SIZE):
        chunk, chunk_shares = (a[start : start + CHUNK_SIZE] for a in (evaluated, shares))
        squared = left[chunk] @ right
        np.maximum(squared, 0, out=squared)
        if len(targets) == len(points):
            squared[np.arange(len(chunk)), chunk] = 0
        distance_sums = np.sqrt(squared, dtype=np.float32) @ membership
        for number, (labels, column) in enumerate(zip(labelings, columns, strict=True)):
            clustered = labels[chunk] != NOISE
            if cluster_counts[number] > 1 and clustered.any():
                coefficients = silhouette_coefficients(
                    distance_sums[clustered, column].astype(np.float64),
                    cluster_weights[column],
                    labels[chunk][clustered],
                )
                totals[number] += coefficients @ chunk_shares[clustered]
                counted[number] += chunk_shares[clustered].sum()
    return np.divide(totals, counted, out=np.full(len(labelings), np.nan), where=counted > 0)


def evaluated_points(
    weights: NDArray[np.float64], max_evaluated: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Choose the points to evaluate and the share of all customers that each stands for."""
    if len(weights) <= max_evaluated:
        return np.arange(len(weights)), weights / weights.sum()
    cumulative = np.cumsum(weights)
    positions = (np.arange(max_evaluated) + 0.5) * (cumulative[-1] / max_evaluated)
    hit_points = np.minimum(np.searchsorted(cumulative, positions), len(weights) - 1)
    chosen, hits = np.unique(hit_points, return_counts=True)
    return chosen, hits / hits.sum()


def silhouette_coefficients(
    distance_sums: NDArray[np.float64],
    cluster_weights: NDArray[np.float64],
    labels: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Silhouette coefficients from the sums of distances to the customers of each cluster.

    A customer alone in its cluster has the coefficient 0, by convention; so has one whose distances
    are all zero.
    """
    rows = np.arange(len(labels))
    others = cluster_weights[labels] - 1
    within = distance_sums[rows, labels] / np.where(others > 0, others, 1)
    between = distance_sums / cluster_weights
    between[rows, labels] = np.inf
    nearest = between.min(axis=1)
    larger = np.maximum(within, nearest)
    return np.where(
        (others > 0) & (larger > 0), (nearest - within) / np.where(larger > 0, larger, 1), 0
    )


def cluster_means(
    points: NDArray[np.float64], weights: NDArray[np.float64], labels: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean and the weight of each cluster; labels are numbered from 0 without gaps."""
    sizes = np.bincount(labels, weights=weights)
    sums = [np.bincount(labels, weights=weights * column) for column in points.T]
    return np.stack(sums, axis=1) / sizes[:, None], sizes


def _clustered(points: ArrayLike, weights: ArrayLike, labels: ArrayLike) -> tuple:
    """Return checked arrays without the noise."""
    points, weights = check_points(points, weights)
    labels = np.asarray(labels, dtype=np.int64)
    kept = labels != NOISE
    return points[kept], weights[kept], labels[kept]


def inertia(points: ArrayLike, weights: ArrayLike, labels: ArrayLike) -> float:
    """Within-cluster sum of squares: of each customer's squared distance to its cluster's mean.

    Args:
        points: shape (n_points, n_features), scaled feature values.
        weights: shape (n_points,), the number of customers at each point.
        labels: shape (n_points,), clusters numbered from 0; noise (-1) is left out.
    """
    points, weights, labels = _clustered(points, weights, labels)
    if not len(labels):
        return 0.0
    centroids, _ = cluster_means(points, weights, labels)
    return float(weights @ ((points - centroids[labels]) ** 2).sum(axis=1))


def calinski_harabasz(points: ArrayLike, weights: ArrayLike, labels: ArrayLike) -> float:
    """Variance ratio criterion (Calinski and Harabasz 1974): between over within, per degree.

    Args as for inertia. Returns a number above 0, higher = better separated; nan with fewer than
    two clusters, with no more customers than clusters, or without spread in any cluster.
    """
    points, weights, labels = _clustered(points, weights, labels)
    cluster_count, customer_count = len(np.unique(labels)), weights.sum()
    if cluster_count < 2 or customer_count <= cluster_count:
        return float("nan")
    within = inertia(points, weights, labels)
    total = inertia(points, weights, np.zeros_like(labels))
    if within <= 0:
        return float("nan")
    return float((total - within) / within * (customer_count - cluster_count) / (cluster_count - 1))


def davies_bouldin(points: ArrayLike, weights: ArrayLike, labels: ArrayLike) -> float:
    """Mean over the clusters of the worst ratio of spread to separation (Davies and Bouldin 1979).

    Args as for inertia. Returns a number from 0, lower = better separated; nan with fewer than two
    clusters.
    """
    points, weights, labels = _clustered(points, weights, labels)
    if len(np.unique(labels)) < 2:
        return float("nan")
    centroids, sizes = cluster_means(points, weights, labels)
    distances = np.sqrt(((points - centroids[labels]) ** 2).sum(axis=1))
    spreads = np.bincount(labels, weights=weights * distances) / sizes
    separations = np.sqrt(((centroids[:, None] - centroids) ** 2).sum(axis=2))
    np.fill_diagonal(separations, np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = (spreads[:, None] + spreads) / separations
    return float(np.nan_to_num(ratios, nan=0.0, posinf=np.inf).max(axis=1).mean())


def contingency(labels: ArrayLike, other_labels: ArrayLike, weights: ArrayLike) -> NDArray:
    """Customers in each pair of clusters of two labelings of the same points.

    Args:
        labels: shape (n_points,), any integers; noise counts as a cluster.
        other_labels: shape (n_points,), of the other labeling.
        weights: shape (n_points,), the number of customers at each point.

    Returns:
        Shape (n_clusters, n_other_clusters).
    """
    _, rows = np.unique(labels, return_inverse=True)
    _, columns = np.unique(other_labels, return_inverse=True)
    shape = (rows.max(initial=-1) + 1, columns.max(initial=-1) + 1)
    cells = rows * shape[1] + columns
    return np.bincount(cells, weights=weights, minlength=shape[0] * shape[1]).reshape(shape)


def adjusted_rand_index(labels: ArrayLike, other_labels: ArrayLike, weights: ArrayLike) -> float:
    """Agreement of two partitions of the customers, corrected for chance (Hubert and Arabie 1985).

    Points stand for as many customers as they weigh, so this is the index of the customers, not of
    the points.

    Args as for contingency. Returns 1 for equal partitions, about 0 for independent ones.
    """

    def pairs(counts: NDArray) -> float:
        return float((counts * (counts - 1)).sum() / 2)

    table = contingency(labels, other_labels, weights)
    together, all_pairs = pairs(table), pairs(table.sum(keepdims=True))
    rows, columns = pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = rows * columns / all_pairs if all_pairs else 0.0
    highest = (rows + columns) / 2
    # both partitions are one cluster, or all singletons
    return 1.0 if highest == expected else (together - expected) / (highest - expected)


def prediction_strengths(
    points: ArrayLike,
    weights: ArrayLike,
    fit_labelings: Callable[[NDArray, NDArray], Sequence[NDArray[np.int64]]],
    random_state: int,
    split_count: int,
) -> NDArray[np.float64]:
    """How well one half of the customers predicts the clusters of the other half.

    Tibshirani and Walther (2005), "Cluster Validation by Prediction Strength": both halves are
    clustered, the customers of one are assigned to the nearest centroids of the other, and of each
    of its clusters the share of pairs of customers that stay together is taken; the strength is the
    least share, here the mean over both directions and several random splits. Above 0.8 a number of
    clusters counts as well supported.

    Args:
        points: shape (n_points, n_features), scaled feature values.
        weights: shape (n_points,), whole numbers of customers.
        fit_labelings: clusters points with weights in several ways; returns a sequence of labels
            numbered from 0, each of shape (n_points,).
        random_state: seed of the splits into halves.
        split_count: number of splits; one alone is a matter of luck.

    Returns:
        Shape (n_labelings,), from 0 to 1; nan if every split leaves a half without customers.
    """
    points, weights = check_points(points, weights)
    generator = np.random.default_rng(random_state)
    strengths = []
    for _ in range(split_count):
        half = generator.binomial(weights.astype(np.int64), 0.5)
        if 0 < half.sum() < weights.sum():
            halves = [
                (points[each > 0], each[each > 0].astype(np.float64))
                for each in (half, weights - half)
            ]
            labelings = [fit_labelings(*each) for each in halves]
            strengths += [
                _predicted_shares(halves[own], labelings[own], halves[other], labelings[other])
                for own, other in ((0, 1), (1, 0))
            ]
    if not strengths:
        return np.full(len(fit_labelings(points, weights)), np.nan)
    return np.mean(strengths, axis=0)


def _predicted_shares(
    half: tuple[NDArray, NDArray],
    labelings: Sequence[NDArray[np.int64]],
    other_half: tuple[NDArray, NDArray],
    other_labelings: Sequence[NDArray[np.int64]],
) -> NDArray[np.float64]:
    """Least share, over the clusters, of pairs that the other half's centroids keep together."""
    points, weights = half
    shares = []
    for labels, other_labels in zip(labelings, other_labelings, strict=True):
        centroids, _ = cluster_means(*other_half, other_labels)
        table = contingency(labels, nearest_centroids(points, centroids), weights)
        sizes = table.sum(axis=1)
        together = (table * (table - 1)).sum(axis=1)
        # of a lone customer there is no pair to separate
        pairs = np.maximum(sizes * (sizes - 1), 1)
        shares.append(np.where(sizes > 1, together / pairs, 1).min())
    return np.array(shares)


def nearest_centroids(points: ArrayLike, centroids: ArrayLike) -> NDArray[np.int64]:
    """Return the number of the nearest centroid of each point; ties go to the lower number.

    Args:
        points: shape (n_points, n_features).
        centroids: shape (n_centroids, n_features).
    """
    points, centroids = np.asarray(points), np.asarray(centroids)
    distances = np.stack([((points - centroid) ** 2).sum(axis=1) for centroid in centroids])
    return distances.argmin(axis=0)
