"""Clustering of weighted points: pure functions over arrays, called by the dbt Python models."""

from threadpoolctl import threadpool_limits

from segmentation.comparison import (
    Customers,
    evaluate_dbscan,
    evaluate_kmeans,
    evaluate_recipes,
    evaluate_ward,
)
from segmentation.dbscan import (
    distance_curve,
    fit_dbscan,
    k_distances,
    knee,
    round_radius,
    scaled_min_samples,
)
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
from segmentation.identity import SegmentModel, match_segments
from segmentation.kmeans import KMeansFit, fit_kmeans
from segmentation.points import NOISE, coarsen
from segmentation.snapshots import Snapshot, read_snapshot
from segmentation.stability import compare_with_refit, count_pairs, fit_as_of, match_quantiles
from segmentation.ward import cut_ward, fit_ward

# One thread per calculation: several add up in an order of their own, and last digits differ. For
# the whole process, because dbt runs Python models side by side in one.
threadpool_limits(limits=1, user_api="blas")

__all__ = [
    "NOISE",
    "Customers",
    "KMeansFit",
    "SegmentModel",
    "Snapshot",
    "adjusted_rand_index",
    "calinski_harabasz",
    "cluster_means",
    "coarsen",
    "compare_with_refit",
    "count_pairs",
    "cut_ward",
    "davies_bouldin",
    "distance_curve",
    "evaluate_dbscan",
    "evaluate_kmeans",
    "evaluate_recipes",
    "evaluate_ward",
    "fit_as_of",
    "fit_dbscan",
    "fit_kmeans",
    "fit_ward",
    "inertia",
    "k_distances",
    "knee",
    "match_quantiles",
    "match_segments",
    "nearest_centroids",
    "prediction_strengths",
    "read_snapshot",
    "round_radius",
    "scaled_min_samples",
    "silhouettes",
]
