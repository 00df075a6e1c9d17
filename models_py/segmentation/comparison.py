"""The measures of many choices of algorithm and parameters on the same customers."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segmentation.dbscan import distance_curve, fit_dbscan, round_radius, scaled_min_samples
from segmentation.evaluation import (
    adjusted_rand_index,
    calinski_harabasz,
    davies_bouldin,
    inertia,
    nearest_centroids,
    prediction_strengths,
    silhouettes,
)
from segmentation.kmeans import fit_kmeans, gather
from segmentation.points import NOISE
from segmentation.ward import cut_ward, fit_ward

# Other seeds that a KMeans fit is compared with.
SEED_COUNT = 2
# Splits into halves for prediction strength; a Ward tree takes longer than all KMeans fits.
KMEANS_SPLIT_COUNT, WARD_SPLIT_COUNT = 5, 2
# Of the fits of halves, whose mean counts: fewer restarts than of a model.
HALVES_EFFORT = {"round_count": 4, "polished_count": 1}


def compare_choices(
    points: NDArray[np.float64],
    weights: NDArray[np.float64],
    values: NDArray[np.float64],
    value_weights: NDArray[np.float64],
    point_of_value: NDArray[np.int64],
    ward_labelings: dict[int, NDArray[np.int64]],
    cluster_counts: Sequence[int],
    min_samples: Sequence[int],
    eps_factors: Sequence[float],
    random_state: int,
) -> list[dict[str, Any]]:
    """Cluster the points in many ways and measure each partition of the customers.

    Args:
        points: shape (n_points, n_features), the grid points that are clustered.
        weights: shape (n_points,), the number of customers at each point.
        values: shape (n_tuples, n_features), the customers' values, which are measured.
        value_weights: shape (n_tuples,), the number of customers with these values.
        point_of_value: shape (n_tuples,), the index of the point that holds each value.
        ward_labelings: by number of clusters, the Ward labels of the values.
        cluster_counts: numbers of clusters for KMeans and Ward; those that are more than the
            distinct points are left out.
        min_samples: values for DBSCAN.
        eps_factors: for each of those, multiples of the knee of its k-distance curve.
        random_state: seed of the fits and splits.

    Returns:
        One dict per choice: algorithm, parameters, and the measures of model_evaluation; a measure
        that is not defined is missing or nan.
    """
    distinct_count = len(np.unique(points, axis=0))
    counts = [k for k in cluster_counts if k <= distinct_count and k in ward_labelings]
    # KMeans makes many short calls, which keep the interpreter busy, the others few long ones
    with ThreadPoolExecutor(max_workers=1) as pool:
        found = pool.submit(
            lambda: [
                *_ward_choices(points, weights, ward_labelings, counts, random_state),
                *_dbscan_choices(points, weights, point_of_value, min_samples, eps_factors),
            ]
        )
        kmeans = _kmeans_choices(points, weights, values, counts, random_state)
        all_choices = [*kmeans, *found.result()]
    labelings = [labels for labels, _ in all_choices]
    scores = silhouettes(values, value_weights, labelings)
    return [
        choice | _measures(values, value_weights, labels) | {"silhouette": score}
        for (labels, choice), score in zip(all_choices, scores, strict=True)
    ]


def _kmeans_choices(
    points: NDArray[np.float64],
    weights: NDArray[np.float64],
    values: NDArray[np.float64],
    counts: Sequence[int],
    random_state: int,
) -> list[tuple[NDArray[np.int64], dict[str, Any]]]:
    """Return the labels of the values and what is known of the fit, by number of clusters."""
    micro_clusters = gather(points, weights)

    def halves(half: NDArray, half_weights: NDArray) -> list[NDArray[np.int64]]:
        half_count = len(np.unique(half, axis=0))
        effort = HALVES_EFFORT | {"micro_clusters": gather(half, half_weights)}
        return [
            fit_kmeans(half, half_weights, min(k, half_count), random_state, **effort).labels
            for k in counts
        ]

    strengths = prediction_strengths(points, weights, halves, random_state, KMEANS_SPLIT_COUNT)
    choices = []
    for k, strength in zip(counts, strengths, strict=True):
        fit, *others = (
            fit_kmeans(points, weights, k, random_state + shift, micro_clusters=micro_clusters)
            for shift in range(SEED_COUNT + 1)
        )
        agreements = [adjusted_rand_index(fit.labels, other.labels, weights) for other in others]
        choice = {
            "algorithm": "kmeans",
            "parameters": {"kmeans_cluster_count": k},
            "seed_ari": float(np.mean(agreements)),
            "prediction_strength": float(strength),
        }
        choices.append((nearest_centroids(values, fit.centroids), choice))
    return choices


def _ward_choices(
    points: NDArray[np.float64],
    weights: NDArray[np.float64],
    ward_labelings: dict[int, NDArray[np.int64]],
    counts: Sequence[int],
    random_state: int,
) -> list[tuple[NDArray[np.int64], dict[str, Any]]]:
    """Return the given labels of the values and what is known of the cut of the tree."""

    def halves(half: NDArray, half_weights: NDArray) -> list[NDArray[np.int64]]:
        tree = fit_ward(half, half_weights)
        most = len(tree.heights) + 1
        return [cut_ward(tree, half_weights, min(k, most)) for k in counts]

    strengths = prediction_strengths(points, weights, halves, random_state, WARD_SPLIT_COUNT)
    return [
        (
            ward_labelings[k],
            {
                "algorithm": "ward",
                "parameters": {"ward_cluster_count": k},
                "prediction_strength": float(strength),
            },
        )
        for k, strength in zip(counts, strengths, strict=True)
    ]


def _dbscan_choices(
    points: NDArray[np.float64],
    weights: NDArray[np.float64],
    point_of_value: NDArray[np.int64],
    min_samples: Sequence[int],
    eps_factors: Sequence[float],
) -> list[tuple[NDArray[np.int64], dict[str, Any]]]:
    """Return the labels of the values by each min_samples, scaled, and multiple of its knee."""
    choices = []
    for samples in (scaled_min_samples(each, weights) for each in min_samples):
        *_, radius = distance_curve(points, weights, samples)
        for eps in (round_radius(radius * factor) for factor in eps_factors):
            if eps:
                parameters = {"dbscan_eps": eps, "dbscan_min_samples": samples}
                labels = fit_dbscan(points, weights, eps, samples).labels[point_of_value]
                choices.append((labels, {"algorithm": "dbscan", "parameters": parameters}))
    return choices


def _measures(
    points: NDArray[np.float64], weights: NDArray[np.float64], labels: NDArray[np.int64]
) -> dict[str, float]:
    """Measure one labeling; noise counts for its share only."""
    clustered = labels != NOISE
    sizes = np.bincount(labels[clustered], weights=weights[clustered])
    found = {
        "cluster_count": len(sizes),
        "noise_share": float(weights[~clustered].sum() / weights.sum()),
        "davies_bouldin": davies_bouldin(points, weights, labels),
        "calinski_harabasz": calinski_harabasz(points, weights, labels),
    }
    if len(sizes):
        found["smallest_cluster_share"] = float(sizes.min() / weights.sum())
        found["inertia"] = inertia(points, weights, labels)
    return found
