"""The measures of many choices of algorithm and parameters on the same customers."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from segmentation.dbscan import distance_curve, fit_dbscan, round_radius, scaled_min_samples
from segmentation.evaluation import (
    adjusted_rand_index,
    calinski_harabasz,
    cluster_means,
    davies_bouldin,
    inertia,
    nearest_centroids,
    prediction_strengths,
    silhouettes,
)
from segmentation.kmeans import fit_kmeans, gather
from segmentation.points import NOISE
from segmentation.ward import WardTop, cut_ward, fit_ward

# Other seeds that a KMeans fit is compared with.
SEED_COUNT = 2
# Splits into halves for prediction strength; a Ward tree takes longer than all KMeans fits.
KMEANS_SPLIT_COUNT, WARD_SPLIT_COUNT = 5, 2
# Of the fits of halves, whose mean counts: fewer restarts than of a model.
HALVES_EFFORT = {"round_count": 4, "polished_count": 1}
# The columns of the models that evaluate an algorithm.
EVALUATION_COLUMNS = {
    "recipe": "str",
    "algorithm": "str",
    "parameters": "str",
    "kmeans_cluster_count": "Int32",
    "ward_cluster_count": "Int32",
    "dbscan_min_samples": "Int32",
    "dbscan_eps": "float64",
    "cluster_count": "int32",
    "noise_share": "float64",
    "smallest_cluster_share": "float64",
    "inertia": "float64",
    "silhouette": "float64",
    "davies_bouldin": "float64",
    "calinski_harabasz": "float64",
    "seed_ari": "float64",
    "prediction_strength": "float64",
}


class Customers(NamedTuple):
    """The customers of one date twice: as points, which are clustered, and by values, measured.

    Attributes:
        points: shape (n_points, n_features), the means of the customers of each point.
        weights: shape (n_points,), the number of customers at each point.
        values: shape (n_values, n_features), the customers' scaled feature values.
        value_weights: shape (n_values,), the number of customers with these values.
        value_ids: shape (n_values,), their value_id in int_feature_values.
        point_of_value: shape (n_values,), the index of the point that holds each value.
    """

    points: NDArray[np.float64]
    weights: NDArray[np.float64]
    values: NDArray[np.float64]
    value_weights: NDArray[np.float64]
    value_ids: NDArray[np.int64]
    point_of_value: NDArray[np.int64]

    @classmethod
    def of_recipes(
        cls, values: pd.DataFrame, policy: Mapping[str, Any]
    ) -> Iterator[tuple[str, "Customers"]]:
        """Return each recipe that has customers with these, from int_feature_values."""
        for recipe, entries in policy["recipes"].items():
            rows = values[values["recipe"] == recipe].sort_values("value_id")
            if len(rows):
                coordinates = rows[[entry["feature"] for entry in entries]].to_numpy()
                weights = rows["customer_count"].to_numpy(float)
                _, point_of_value = np.unique(rows["point_id"], return_inverse=True)
                points = cluster_means(coordinates, weights, point_of_value)
                ids = rows["value_id"].to_numpy()
                yield recipe, cls(*points, coordinates, weights, ids, point_of_value)

    def possible(self, cluster_counts: Sequence[int]) -> list[int]:
        """Return those numbers of clusters that are not more than the distinct points."""
        distinct_count = len(np.unique(self.points, axis=0))
        return [k for k in cluster_counts if k <= distinct_count]


def evaluate_each(
    evaluate: Callable[..., list[dict[str, Any]]],
    customers: Sequence[tuple[str, Customers]],
    *arguments: Any,
) -> list[dict[str, Any]]:
    """Return what evaluate(customers, *arguments) finds in each recipe, and the recipe with it."""
    return [
        choice | {"recipe": recipe}
        for recipe, each in customers
        for choice in evaluate(each, *arguments)
    ]


def evaluate_kmeans(
    customers: Customers, cluster_counts: Sequence[int], random_state: int
) -> list[dict[str, Any]]:
    """Fit KMeans with every number of clusters and measure each partition of the customers.

    Args:
        customers: fitted on their points, measured on their values.
        cluster_counts: numbers of clusters; those above the number of distinct points are left out.
        random_state: seed of the fits and splits.

    Returns:
        One dict per choice: algorithm, the vars that were tried, each and as JSON (parameters), and
        the measures of model_evaluation; a measure that is not defined is missing or nan.
    """
    points, weights, counts = *customers[:2], customers.possible(cluster_counts)
    micro_clusters = gather(points, weights)

    def halves(half: NDArray, half_weights: NDArray) -> list[NDArray[np.int64]]:
        half_count = len(np.unique(half, axis=0))
        effort = HALVES_EFFORT | {"micro_clusters": gather(half, half_weights)}
        return [
            fit_kmeans(half, half_weights, min(k, half_count), random_state, **effort).labels
            for k in counts
        ]

    strengths = prediction_strengths(points, weights, halves, random_state, KMEANS_SPLIT_COUNT)
    labelings, choices = [], []
    for k, strength in zip(counts, strengths, strict=True):
        fit, *others = (
            fit_kmeans(points, weights, k, random_state + shift, micro_clusters=micro_clusters)
            for shift in range(SEED_COUNT + 1)
        )
        agreements = [adjusted_rand_index(fit.labels, other.labels, weights) for other in others]
        labelings.append(nearest_centroids(customers.values, fit.centroids))
        choices.append(
            _choice("kmeans", kmeans_cluster_count=k)
            | {"seed_ari": np.mean(agreements), "prediction_strength": strength}
        )
    return _measured(customers, labelings, choices)


def evaluate_ward(
    customers: Customers, top: WardTop, cluster_counts: Sequence[int], random_state: int
) -> list[dict[str, Any]]:
    """Measure cuts of the Ward tree of the customers' values.

    Args:
        customers: halves are fitted on their points.
        top: of the tree of their values.
        cluster_counts: numbers of clusters; those above the number of distinct points are left out.
        random_state: seed of the splits.

    Returns:
        As evaluate_kmeans; the tree does not depend on a seed.
    """
    counts = customers.possible(cluster_counts)

    def halves(half: NDArray, half_weights: NDArray) -> list[NDArray[np.int64]]:
        tree = fit_ward(half, half_weights)
        most = len(tree.heights) + 1
        return [cut_ward(tree, half_weights, min(k, most)) for k in counts]

    strengths = prediction_strengths(*customers[:2], halves, random_state, WARD_SPLIT_COUNT)
    choices = [
        _choice("ward", ward_cluster_count=k) | {"prediction_strength": strength}
        for k, strength in zip(counts, strengths, strict=True)
    ]
    return _measured(customers, [top.cut(k) for k in counts], choices)


def evaluate_dbscan(
    customers: Customers, min_samples: Sequence[int], eps_factors: Sequence[float]
) -> list[dict[str, Any]]:
    """Fit DBSCAN with every min_samples and radius, and measure each partition of the customers.

    Args:
        customers: fitted on their points, measured on their values.
        min_samples: for up to 100,000 customers, see scaled_min_samples.
        eps_factors: for each of those, multiples of the knee of its k-distance curve.

    Returns:
        As evaluate_kmeans, without measures of stability; nothing for a curve without a knee.
    """
    points, weights = customers[:2]
    labelings, choices = [], []
    for var_value in min_samples:
        samples = scaled_min_samples(var_value, weights)
        *_, radius = distance_curve(points, weights, samples)
        for eps in (round_radius(radius * factor) for factor in eps_factors):
            if eps:
                labels = fit_dbscan(points, weights, eps, samples).labels
                labelings.append(labels[customers.point_of_value])
                choices.append(_choice("dbscan", dbscan_eps=eps, dbscan_min_samples=var_value))
    return _measured(customers, labelings, choices)


def _choice(algorithm: str, **parameters: float) -> dict[str, Any]:
    return {"algorithm": algorithm, "parameters": json.dumps(parameters), **parameters}


def _measured(
    customers: Customers, labelings: list[NDArray[np.int64]], choices: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the choices with the measures of their labels of the values."""
    values, weights = customers.values, customers.value_weights
    scores = silhouettes(values, weights, labelings) if labelings else []
    return [
        choice | _measures(values, weights, labels) | {"silhouette": score}
        for choice, labels, score in zip(choices, labelings, scores, strict=True)
    ]


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
