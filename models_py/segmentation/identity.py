"""The identity of segments over model versions."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment

from segmentation.evaluation import contingency, nearest_centroids
from segmentation.snapshots import Snapshot


class SegmentModel(NamedTuple):
    """A fitted version: a centroid for each segment.

    Attributes:
        segment_ids: shape (n_segments,).
        centroids: shape (n_segments, n_features), in the scaled space of the fit.
        fitted_on: the customers of the fit, whose scaler is the model's.
    """

    segment_ids: NDArray[np.int64]
    centroids: NDArray[np.float64]
    fitted_on: Snapshot

    @classmethod
    def from_rows(cls, rows: pd.DataFrame, features: list[str], fitted_on: Snapshot):
        """Return the model that rows of ml_kmeans_centroids, of one version, describe."""
        wide = rows.pivot(index="segment_id", columns="feature", values="centroid_scaled")
        return cls(wide.index.to_numpy(), wide[features].to_numpy(dtype=float), fitted_on)

    def segments_of(self, customers: Snapshot) -> NDArray[np.int64]:
        """Return the segment_id of each point, shape (n_points,), also of another date."""
        points = customers.points_scaled_as(self.fitted_on)
        return self.segment_ids[nearest_centroids(points, self.centroids)]


class SegmentMatch(NamedTuple):
    """The segments that new clusters continue or begin.

    Attributes:
        segment_ids: shape (n_clusters,), the segment_id of each cluster.
        overlaps: shape (n_clusters,), Jaccard similarity of each cluster with the segment that it
            was assigned to, whether it is enough to continue it or not; 0 for clusters beyond the
            number of segments.
    """

    segment_ids: NDArray[np.int64]
    overlaps: NDArray[np.float64]


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
    return SegmentMatch(matched, overlaps)
