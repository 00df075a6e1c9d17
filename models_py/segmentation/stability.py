"""A frozen model against a refit on the customers of a later date."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segmentation.evaluation import nearest_centroids
from segmentation.kmeans import KMeansFit, fit_kmeans, gather
from segmentation.snapshots import Snapshot
from segmentation.versions import SegmentModel, match_segments


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


class Comparison(NamedTuple):
    """The customers of a date in every pair of clusters by two models.

    Attributes:
        origin_date: the day on which the frozen model was fitted.
        as_of_date: the day of the customers.
        name: see compare_with_refit; "ceiling" compares two refits from different seeds.
        customer_counts: shape (n_clusters, n_clusters), pairs without customers included.
    """

    origin_date: date
    as_of_date: date
    name: str
    customer_counts: NDArray[np.int64]

    def pairs(self) -> Iterator[tuple[int, int, int]]:
        """Return the numbers, from 1, of each pair of clusters, and the customers in both."""
        for (number, other), count in np.ndenumerate(self.customer_counts):
            yield number + 1, other + 1, count


def simulate_ageing(
    steps: Sequence[tuple[date, date]],
    snapshots: Mapping[date, Snapshot],
    cluster_count: int,
    ageing: Sequence[int],
    random_state: int,
) -> list[Comparison]:
    """Freeze a model on each origin and compare it, step by step, with refits.

    Args:
        steps: pairs of an origin and a later date.
        snapshots: the customers of every date of the steps.
        cluster_count: number of clusters.
        ageing: as for compare_with_refit.
        random_state: seed of the fits; the next number is the other seed of the ceiling.

    Raises:
        ValueError: if the points of a date are unfit for as many clusters (see fit_kmeans).
    """
    fits = {}
    for as_of_date in sorted({each for step in steps for each in step}):
        with _named(now := snapshots[as_of_date]):
            micro_clusters = gather(now.points, now.weights)
            fits[as_of_date] = [
                fit_kmeans(
                    now.points, now.weights, cluster_count, seed, micro_clusters=micro_clusters
                )
                for seed in (random_state, random_state + 1)
            ]
    comparisons = []
    for origin_date, as_of_date in steps:
        origin, (frozen, _) = snapshots[origin_date], fits[origin_date]
        now, (refit, other_seed) = snapshots[as_of_date], fits[as_of_date]
        with _named(now):
            pairs = compare_with_refit(origin, frozen, now, refit, ageing, random_state)
        for name, (labels, other_labels) in pairs.items():
            counts = _pair_counts(labels, other_labels, now.weights, cluster_count)
            comparisons.append(Comparison(origin_date, as_of_date, name, counts))
        counts = _pair_counts(refit.labels, other_seed.labels, now.weights, cluster_count)
        comparisons.append(Comparison(origin_date, as_of_date, "ceiling", counts))
    return comparisons


@contextmanager
def _named(now: Snapshot) -> Iterator[None]:
    """Say of an error as of which date it is."""
    try:
        yield
    except ValueError as error:
        raise ValueError(
            f"stability simulation, as of {now.as_of_date} (see vars stability_origins_weeks, "
            f"first_training_weeks and history_start_date): {error}"
        ) from error


def _pair_counts(
    labels: NDArray[np.int64], other_labels: NDArray[np.int64], weights: NDArray, count: int
) -> NDArray[np.int64]:
    pairs = np.bincount(labels * count + other_labels, weights=weights, minlength=count**2)
    return pairs.reshape(count, count).astype(np.int64)


def frozen_segments(
    frozen: KMeansFit, origin: Snapshot, versions: Sequence[SegmentModel], min_overlap: float
) -> list[int | None]:
    """Return the segment that each cluster of a frozen model is.

    Args:
        frozen: the model.
        origin: the customers that it was fitted on.
        versions: all versions, in the order of time; the last one by the origin is in force.
        min_overlap: see match_segments.

    Returns:
        By cluster a segment_id, or None for a cluster that is like no segment of that version, or
        if no version is in force yet.
    """
    in_force = [version for version in versions if version.as_of_date <= origin.as_of_date][-1:]
    if not in_force:
        return [None] * len(frozen.centroids)
    segments = in_force[0].segments_of(origin)
    match = match_segments(frozen.labels, segments, origin.weights, min_overlap, highest_id=0)
    return [None if new else int(n) for n, new in zip(match.segment_ids, match.is_new, strict=True)]
