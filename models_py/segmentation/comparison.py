"""The measures of many choices of algorithm and parameters on the same customers."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
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
from segmentation.reference import null_silhouettes, silhouette_errors
from segmentation.versions import SegmentModel
from segmentation.ward import WardTop, cut_ward, fit_ward

# Other seeds that a KMeans fit is compared with.
SEED_COUNT = 2
# Splits into halves for prediction strength.
SPLIT_COUNT = 5
# Of fits whose mean counts, of halves and of permutations: fewer restarts than of a model.
REPEATED_EFFORT = {"round_count": 4, "polished_count": 1}
# Customers of whom the silhouette of a choice is the mean that is no finalist.
EVALUATED_COUNT = 10_000
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
    "is_finalist": "bool",
    "silhouette_stddev": "float64",
    "null_silhouette": "float64",
    "null_silhouette_stddev": "float64",
    "model_version": "Int32",
}


class Customers(NamedTuple):
    """The customers of one date twice: as points, which are clustered, and by values, measured.

    Attributes:
        points: shape (n_points, n_features), the means of the customers of each point.
        weights: shape (n_points,), the number of customers at each point.
        values: shape (n_values, n_features), the customers' scaled feature values.
        transformed: shape (n_values, n_features), the same before they are scaled.
        value_weights: shape (n_values,), the number of customers with these values.
        value_ids: shape (n_values,), their value_id in int_feature_values.
        point_of_value: shape (n_values,), the index of the point that holds each value.
        labels_in_force: shape (n_values,), the cluster of each value by the KMeans version in
            force, numbered from 0 without gaps; None for a recipe that no version is of.
        version_in_force: its number.
    """

    points: NDArray[np.float64]
    weights: NDArray[np.float64]
    values: NDArray[np.float64]
    transformed: NDArray[np.float64]
    value_weights: NDArray[np.float64]
    value_ids: NDArray[np.int64]
    point_of_value: NDArray[np.int64]
    labels_in_force: NDArray[np.int64] | None = None
    version_in_force: int | None = None

    @classmethod
    def of_recipes(
        cls, values: pd.DataFrame, policy: Mapping[str, Any]
    ) -> Iterator[tuple[str, "Customers"]]:
        """Return each recipe that has customers with these, from int_feature_values."""
        for recipe, entries in policy["recipes"].items():
            rows = values[values["recipe"] == recipe].sort_values("value_id")
            if len(rows):
                features = [entry["feature"] for entry in entries]
                coordinates = rows[features].to_numpy()
                transformed = rows[[f"{feature}_transformed" for feature in features]].to_numpy()
                weights = rows["customer_count"].to_numpy(float)
                _, point_of_value = np.unique(rows["point_id"], return_inverse=True)
                points = cluster_means(coordinates, weights, point_of_value)
                ids = rows["value_id"].to_numpy()
                yield (
                    recipe,
                    cls(*points, coordinates, transformed, weights, ids, point_of_value),
                )

    def with_version(self, number: int, model: SegmentModel) -> "Customers":
        """Return the customers with their clusters by the version in force, and its number."""
        _, labels = np.unique(model.segments_of_values(self.transformed), return_inverse=True)
        return self._replace(labels_in_force=labels, version_in_force=number)

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
    customers: Customers,
    cluster_counts: Sequence[int],
    random_state: int,
    eligible_from: tuple[int, float],
    configured_count: int,
) -> list[dict[str, Any]]:
    """Fit KMeans with every number of clusters and measure each partition of the customers.

    Args:
        customers: fitted on their points, measured on their values.
        cluster_counts: numbers of clusters; those above the number of distinct points are left out.
        random_state: seed of the fits, splits, permutations and bootstraps.
        eligible_from: number of clusters and prediction strength from which on a choice is a
            finalist: its silhouette is that of every customer, and it gets a null reference.
        configured_count: number of clusters that is a finalist in any case.

    Returns:
        One dict per choice: algorithm, the vars that were tried, each and as JSON (parameters), and
        the measures of model_evaluation; a measure that is not defined is missing or nan. The last
        is of the version in force, if there is one.
    """
    points, weights, counts = *customers[:2], customers.possible(cluster_counts)
    micro_clusters = gather(points, weights)

    def fit_all(points: NDArray, weights: NDArray, counts: Sequence[int]) -> list[NDArray]:
        distinct_count = len(np.unique(points, axis=0))
        effort = REPEATED_EFFORT | {"micro_clusters": gather(points, weights)}
        return [
            fit_kmeans(points, weights, min(k, distinct_count), random_state, **effort).labels
            for k in counts
        ]

    strengths = prediction_strengths(
        points, weights, partial(fit_all, counts=counts), random_state, SPLIT_COUNT
    )
    labelings, choices = [], []
    for k, strength in zip(counts, strengths, strict=True):
        fit, *others = (
            fit_kmeans(points, weights, k, random_state + shift, micro_clusters=micro_clusters)
            for shift in range(SEED_COUNT + 1)
        )
        agreements = [adjusted_rand_index(fit.labels, other.labels, weights) for other in others]
        labelings.append(nearest_centroids(customers.values, fit.centroids))
        is_finalist = _may_decide(k, strength, eligible_from) or k == configured_count
        choices.append(
            _choice("kmeans", kmeans_cluster_count=k)
            | {"seed_ari": np.mean(agreements), "prediction_strength": strength}
            | {"is_finalist": is_finalist}
        )
    _compare_with_null(customers, fit_all, "kmeans_cluster_count", choices, random_state)
    if customers.labels_in_force is not None:
        labelings.append(customers.labels_in_force)
        choices.append(
            _choice("kmeans", kmeans_cluster_count=configured_count)
            | {"is_finalist": True, "model_version": customers.version_in_force}
        )
    return _measured(customers, labelings, choices, random_state)


def evaluate_ward(
    customers: Customers,
    top: WardTop,
    cluster_counts: Sequence[int],
    random_state: int,
    eligible_from: tuple[int, float],
) -> list[dict[str, Any]]:
    """Measure cuts of the Ward tree of the customers' values.

    Args:
        customers: halves are fitted on their values, as the tree is.
        top: of the tree of their values.
        cluster_counts: numbers of clusters; those above the number of distinct points are left out.
        random_state: seed of the splits, permutations and bootstraps.
        eligible_from: see evaluate_kmeans.

    Returns:
        As evaluate_kmeans; the tree does not depend on a seed.
    """
    counts = customers.possible(cluster_counts)

    def fit_all(points: NDArray, weights: NDArray, counts: Sequence[int]) -> list[NDArray]:
        tree = fit_ward(points, weights)
        most = len(tree.heights) + 1
        return [cut_ward(tree, weights, min(k, most)) for k in counts]

    strengths = prediction_strengths(
        customers.values,
        customers.value_weights,
        partial(fit_all, counts=counts),
        random_state,
        SPLIT_COUNT,
    )
    choices = [
        _choice("ward", ward_cluster_count=k)
        | {"prediction_strength": strength}
        | {"is_finalist": _may_decide(k, strength, eligible_from)}
        for k, strength in zip(counts, strengths, strict=True)
    ]
    _compare_with_null(customers, fit_all, "ward_cluster_count", choices, random_state)
    return _measured(customers, [top.cut(k) for k in counts], choices, random_state)


def _may_decide(cluster_count: int, strength: float, eligible_from: tuple[int, float]) -> bool:
    least_count, least_strength = eligible_from
    return cluster_count >= least_count and bool(strength >= least_strength)


def _compare_with_null(
    customers: Customers,
    fit_all: Callable[[NDArray, NDArray, Sequence[int]], list[NDArray[np.int64]]],
    var: str,
    choices: list[dict[str, Any]],
    random_state: int,
) -> None:
    """Add to each finalist the silhouettes of its fit where features are independent."""
    finalists = [choice for choice in choices if choice["is_finalist"]]
    if finalists:
        fit = partial(fit_all, counts=[choice[var] for choice in finalists])
        found = null_silhouettes(customers.values, customers.value_weights, fit, random_state)
        columns = found.mean(axis=0), found.std(axis=0, ddof=1)
        for choice, mean, stddev in zip(finalists, *columns, strict=True):
            choice |= {"null_silhouette": mean, "null_silhouette_stddev": stddev}


def evaluate_dbscan(
    customers: Customers,
    min_samples: Sequence[int],
    eps_factors: Sequence[float],
    random_state: int,
) -> list[dict[str, Any]]:
    """Fit DBSCAN with every min_samples and radius, and measure each partition of the customers.

    Args:
        customers: fitted on their points, measured on their values.
        min_samples: for up to 100,000 customers, see scaled_min_samples.
        eps_factors: for each of those, multiples of the knee of its k-distance curve.
        random_state: seed of the bootstraps.

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
    return _measured(customers, labelings, choices, random_state)


def feature_contributions(
    customers: Customers, cluster_count: int, random_state: int, dead_ari: float
) -> list[dict[str, Any]]:
    """Say what each feature has to do with the KMeans partition of the customers.

    Args:
        customers: fitted on their points; the variances are those of their values.
        cluster_count: number of clusters; more than there are distinct points leave all indexes
            undefined.
        random_state: seed of the fits.
        dead_ari: a feature is dead if the partition without it agrees so much with the one of all.

    Returns:
        One dict per feature, in their order: variance_share, of the sum of the features' variances
        in scaled space (nan if all are constant); ari_without_feature; is_dead;
        ari_of_live_features, of the partition by all features but the dead ones, the same for each.
    """
    points, weights = customers[:2]
    mean = np.average(customers.values, axis=0, weights=customers.value_weights)
    variances = np.average((customers.values - mean) ** 2, axis=0, weights=customers.value_weights)
    total = variances.sum()

    def labels(kept: NDArray) -> NDArray[np.int64] | None:
        if not kept.any() or len(np.unique(points[:, kept], axis=0)) < cluster_count:
            return None
        return fit_kmeans(points[:, kept], weights, cluster_count, random_state).labels

    whole = labels(np.ones(points.shape[1], dtype=bool))

    def agreement(kept: NDArray) -> float:
        found = labels(kept)
        if whole is None or found is None:
            return float("nan")
        return adjusted_rand_index(whole, found, weights)

    without = np.array([agreement(np.arange(len(variances)) != n) for n in range(len(variances))])
    are_dead = without >= dead_ari
    of_live = agreement(~are_dead)
    return [
        {
            "variance_share": variance / total if total > 0 else float("nan"),
            "ari_without_feature": index,
            "is_dead": is_dead,
            "ari_of_live_features": of_live,
        }
        for variance, index, is_dead in zip(variances, without, are_dead, strict=True)
    ]


def _choice(algorithm: str, **parameters: float) -> dict[str, Any]:
    found = {"algorithm": algorithm, "parameters": json.dumps(parameters), **parameters}
    return found | {"is_finalist": False}


def _measured(
    customers: Customers,
    labelings: list[NDArray[np.int64]],
    choices: list[dict[str, Any]],
    random_state: int,
) -> list[dict[str, Any]]:
    """Return the choices with the measures of their labels of the values."""
    values, weights = customers.values, customers.value_weights
    if not choices:
        return []
    labels, are_finalists = np.array(labelings), np.array([c["is_finalist"] for c in choices])
    errors = silhouette_errors(values, weights, labels, random_state)
    scores = np.empty(len(choices))
    # of every customer if it may decide, else of a sample
    for rows, most in ((are_finalists, len(values)), (~are_finalists, EVALUATED_COUNT)):
        scores[rows] = silhouettes(values, weights, labels[rows], max_evaluated=most)
    return [
        choice | _measures(values, weights, own) | {"silhouette": score, "silhouette_stddev": error}
        for choice, own, score, error in zip(choices, labels, scores, errors, strict=True)
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
