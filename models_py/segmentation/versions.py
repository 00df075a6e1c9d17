"""Versions of the KMeans model over time, and the identity of their segments."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment

from segmentation.evaluation import contingency, nearest_centroids, silhouettes
from segmentation.kmeans import fit_kmeans
from segmentation.snapshots import Scaler, Snapshot

# Seed of the fit whose clusters, numbered by size, give the segments of the first version their
# numbers; so they do not depend on var random_state.
REFERENCE_SEED = 0
# Points of which the silhouette of a version is the mean.
EVALUATED_COUNT = 5_000


class SegmentModel(NamedTuple):
    """A fitted version: a centroid for each segment.

    Attributes:
        as_of_date: the day of the fit.
        segment_ids: shape (n_segments,).
        centroids: shape (n_segments, n_features), in the scaled space of the fit.
        scaler: of the fit.
    """

    as_of_date: date
    segment_ids: NDArray[np.int64]
    centroids: NDArray[np.float64]
    scaler: Scaler

    @classmethod
    def from_rows(
        cls, rows: pd.DataFrame, features: Sequence[str], fitted_on: Snapshot
    ) -> "SegmentModel":
        """Return the model that rows of ml_kmeans_centroids, of one version, describe."""
        wide = rows.pivot(index="segment_id", columns="feature", values="centroid_scaled")
        centroids = wide[list(features)].to_numpy(dtype=float)
        return cls(fitted_on.as_of_date, wide.index.to_numpy(), centroids, fitted_on.scaler)

    def segments_of(self, customers: Snapshot) -> NDArray[np.int64]:
        """Return the segment_id of each point, shape (n_points,), also of another date."""
        return self.segments_of_values(customers.values)

    def segments_of_values(self, values: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the segment_id of each row of transformed values, shape (n, n_features)."""
        return self.segment_ids[nearest_centroids(self.scaler.scaled(values), self.centroids)]


class SegmentMatch(NamedTuple):
    """The segments that new clusters continue or begin.

    Attributes:
        segment_ids: shape (n_clusters,), the segment_id of each cluster.
        overlaps: shape (n_clusters,), Jaccard similarity of each cluster with the segment that it
            was assigned to, whether it is enough to continue it or not; 0 for clusters beyond the
            number of segments.
        is_new: shape (n_clusters,), whether the cluster begins a segment.
    """

    segment_ids: NDArray[np.int64]
    overlaps: NDArray[np.float64]
    is_new: NDArray[np.bool_]


def match_segments(
    labels: ArrayLike,
    segment_ids: ArrayLike,
    weights: ArrayLike,
    min_overlap: float,
    highest_id: int,
) -> SegmentMatch:
    """Say which known segment each cluster of a new fit continues.

    Clusters are assigned to segments one to one, so that as many customers as possible stay in
    their segment (Hungarian assignment, Kuhn 1955). A cluster continues its segment if their
    Jaccard similarity, customers in both over customers in either, is at least min_overlap;
    otherwise it is a new segment, and the old one is retired. From 0.5 on a cluster can be that
    similar to one segment only (to two, if it is exactly their union and both are equal in size),
    so that the assignment decides nothing; below, it does. Hennig (2007), "Cluster-wise assessment
    of cluster stability", calls a cluster with a similarity up to 0.5 dissolved.

    Args:
        labels: shape (n_points,), the new clusters, numbered from 0 without gaps.
        segment_ids: shape (n_points,), the segment of the same points by the last model.
        weights: shape (n_points,), the number of customers at each point.
        min_overlap: Jaccard similarity, 0 to 1.
        highest_id: the highest segment_id ever given; new segments take the numbers after it,
            the largest first.

    Raises:
        ValueError: if the labels have gaps.
    """
    known_ids = np.unique(segment_ids)
    shared = contingency(labels, segment_ids, weights)
    if np.max(labels) + 1 != len(shared):
        raise ValueError(f"labels are {np.unique(labels)}; expected numbers from 0 without gaps")
    rows, columns = linear_sum_assignment(shared, maximize=True)
    either = shared.sum(axis=1)[rows] + shared.sum(axis=0)[columns] - shared[rows, columns]
    overlaps = np.zeros(len(shared))
    overlaps[rows] = shared[rows, columns] / either

    matched = np.zeros(len(shared), dtype=np.int64)
    matched[rows] = known_ids[columns]
    is_new = np.ones(len(shared), dtype=bool)
    is_new[rows] = overlaps[rows] < min_overlap
    largest_first = np.argsort(-shared.sum(axis=1)[is_new], kind="stable")
    matched[np.flatnonzero(is_new)[largest_first]] = highest_id + 1 + np.arange(is_new.sum())
    return SegmentMatch(matched, overlaps, is_new)


class Version(NamedTuple):
    """A version as it was fitted; the segments are in the order of their size at the fit.

    Attributes:
        model: the segments and their centroids.
        overlaps: shape (n_segments,), see SegmentMatch; nan in the first version.
        customer_counts: shape (n_segments,), the customers in each at the fit.
        point_count: number of points of the fit.
        inertia: within-cluster sum of squares of the points.
        silhouette: mean silhouette coefficient of at most 5,000 points.
    """

    model: SegmentModel
    overlaps: NDArray[np.float64]
    customer_counts: NDArray[np.float64]
    point_count: int
    inertia: float
    silhouette: float

    def rows(self, features: Sequence[str]) -> Iterator[dict[str, float | str]]:
        """Return the row of each segment and feature, without the version's number and date."""
        figures = zip(self.model.segment_ids, self.overlaps, self.customer_counts, strict=True)
        for (segment_id, overlap, count), centroid in zip(
            figures, self.model.centroids, strict=True
        ):
            for feature, coordinate in zip(features, centroid, strict=True):
                yield {
                    "segment_id": segment_id,
                    "overlap": overlap,
                    "customer_count": count,
                    "feature": feature,
                    "centroid_scaled": coordinate,
                    "point_count": self.point_count,
                    "inertia": self.inertia,
                    "silhouette": self.silhouette,
                }


def fit_versions(
    snapshots: Sequence[Snapshot], cluster_count: int, random_state: int, min_overlap: float
) -> list[Version]:
    """Fit a version on each snapshot, whose segments continue those of the one before.

    Args:
        snapshots: the customers as of each fit, in the order of time.
        cluster_count: number of segments.
        random_state: seed of the fits.
        min_overlap: see match_segments.

    Raises:
        ValueError: if the points of a date are unfit for as many clusters (see fit_kmeans).
    """
    versions: list[Version] = []
    highest_id = 0
    for number, now in enumerate(snapshots, start=1):
        try:
            fit = fit_kmeans(now.points, now.weights, cluster_count, random_state)
        except ValueError as error:
            raise ValueError(
                f"KMeans version {number}, as of {now.as_of_date} (see vars first_training_weeks, "
                f"refit_every_weeks and history_start_date): {error}"
            ) from error
        if versions:
            last_segments = versions[-1].model.segments_of(now)
            match = match_segments(fit.labels, last_segments, now.weights, min_overlap, highest_id)
        else:
            reference = fit_kmeans(now.points, now.weights, cluster_count, REFERENCE_SEED).labels
            match = match_segments(fit.labels, reference + 1, now.weights, 0, cluster_count)
            match = match._replace(overlaps=np.full(cluster_count, np.nan))
        highest_id = max(highest_id, match.segment_ids.max())
        (silhouette,) = silhouettes(now.points, now.weights, fit.labels, EVALUATED_COUNT)
        model = SegmentModel(now.as_of_date, match.segment_ids, fit.centroids, now.scaler)
        measures = len(now.points), fit.inertia, silhouette
        versions.append(Version(model, match.overlaps, fit.cluster_weights, *measures))
    return versions
