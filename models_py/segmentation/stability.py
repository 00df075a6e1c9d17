"""A frozen model against a refit on the customers of a later date."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from segmentation.evaluation import nearest_centroids
from segmentation.kmeans import KMeansFit, fit_kmeans, gather
from segmentation.snapshots import Snapshot


def match_quantiles(
    values: NDArray[np.float64],
    weights: NDArray[np.float64],
    reference: NDArray[np.float64],
    reference_weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Replace each value by the one at the same quantile of a reference distribution.

    A distinct value stands at the middle of its ties (Hazen 1914); between the distinct values of
    the reference its quantile function is interpolated linearly, and beyond them constant.

    Args:
        values: shape (n_points,); equal values stay equal.
        weights: shape (n_points,), the number of customers at each point.
        reference: shape (n_reference_points,).
        reference_weights: shape (n_reference_points,).

    Returns:
        Shape (n_points,).
    """

    def quantiles(values: NDArray, weights: NDArray) -> tuple[NDArray, NDArray, NDArray]:
        distinct, inverse = np.unique(values, return_inverse=True)
        counts = np.bincount(inverse, weights=weights)
        return distinct, (np.cumsum(counts) - counts / 2) / counts.sum(), inverse

    _, own_quantiles, inverse = quantiles(values, weights)
    distinct, reference_quantiles, _ = quantiles(reference, reference_weights)
    return np.interp(own_quantiles, reference_quantiles, distinct)[inverse]


def fit_as_of(
    as_of_date: date, now: Snapshot, cluster_count: int, seeds: Sequence[int]
) -> list[KMeansFit]:
    """Fit KMeans on the customers of a date from every seed.

    Args:
        as_of_date: named in errors.
        now: the customers of the date.
        cluster_count: number of clusters.
        seeds: see random_state of fit_kmeans.

    Raises:
        ValueError: if the points are unfit for as many clusters (see fit_kmeans).
    """
    try:
        micro_clusters = gather(now.points, now.weights)
        return [
            fit_kmeans(now.points, now.weights, cluster_count, seed, micro_clusters=micro_clusters)
            for seed in seeds
        ]
    except ValueError as error:
        raise ValueError(
            f"stability simulation, as of {as_of_date} (see vars stability_origins_weeks and "
            f"history_start_date): {error}"
        ) from error


def count_pairs(
    origin: Snapshot,
    frozen: KMeansFit,
    now: Snapshot,
    refits: Sequence[KMeansFit],
    ageing: Sequence[int],
    random_state: int,
) -> dict[str, NDArray[np.float64]]:
    """Count the customers of now in every pair of clusters, by comparison.

    Args:
        origin: the customers that the frozen model was fitted on.
        frozen: that model.
        now: the customers of the later date.
        refits: two models fitted on them from different seeds.
        ageing: as for compare_with_refit.
        random_state: seed of further fits.

    Returns:
        By comparison of compare_with_refit, and "ceiling" for the two refits: shape (n_clusters,
        n_clusters), pairs without customers included.
    """
    refit, other_seed = refits
    pairs = compare_with_refit(origin, frozen, now, refit, ageing, random_state)
    pairs["ceiling"] = (refit.labels, other_seed.labels)
    count = len(frozen.centroids)
    return {
        comparison: np.bincount(
            labels * count + other_labels, weights=now.weights, minlength=count**2
        ).reshape(count, count)
        for comparison, (labels, other_labels) in pairs.items()
    }


def compare_with_refit(
    origin: Snapshot,
    frozen: KMeansFit,
    now: Snapshot,
    refit: KMeansFit,
    ageing: Sequence[int],
    random_state: int,
) -> dict[str, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Label the customers of now in pairs of ways, whose agreement says what a frozen model loses.

    Args:
        origin: the customers that the frozen model was fitted on.
        frozen: that model.
        now: the customers of the later date.
        refit: the model fitted on them.
        ageing: positions of the features that grow with the date even where a customer does
            nothing, such as recency_days.
        random_state: seed of further fits.

    Returns:
        By comparison, two labelings of the points of now:
        refit: the frozen model in its own scale, and the refit in the scale of now.
        scaler_kept: the frozen model, and a refit in the scale of the origin.
        scaler_refreshed: the frozen centroids in the scale of now, and the refit.
        without_ageing: as scaler_kept, but ageing features have the distribution of the origin, so
            that only changes in the customers' behaviour are left.

    Raises:
        ValueError: if the points of now are unfit for as many clusters (see fit_kmeans).
    """
    cluster_count = len(frozen.centroids)
    in_frozen_scale = now.points_scaled_as(origin)
    frozen_labels = nearest_centroids(in_frozen_scale, frozen.centroids)
    # a feature that was the same for everybody has no scale to keep, and no part in the model
    in_frozen_scale[:, np.ptp(origin.points, axis=0) == 0] = 0
    not_aged = in_frozen_scale.copy()
    for feature in ageing:
        not_aged[:, feature] = match_quantiles(
            in_frozen_scale[:, feature], now.weights, origin.points[:, feature], origin.weights
        )

    def refit_labels(points: NDArray) -> NDArray:
        return fit_kmeans(points, now.weights, cluster_count, random_state).labels

    return {
        "refit": (frozen_labels, refit.labels),
        "scaler_kept": (frozen_labels, refit_labels(in_frozen_scale)),
        "scaler_refreshed": (nearest_centroids(now.points, frozen.centroids), refit.labels),
        "without_ageing": (
            nearest_centroids(not_aged, frozen.centroids),
            refit_labels(not_aged),
        ),
    }
