"""Clustering of weighted points: pure functions over arrays, called by the dbt Python models."""

from segmentation.dbscan import DBSCANFit, distance_curve, fit_dbscan, k_distances, knee
from segmentation.evaluation import (
    adjusted_rand_index,
    calinski_harabasz,
    cluster_means,
    contingency,
    davies_bouldin,
    inertia,
    nearest_centroids,
    prediction_strengths,
    silhouettes,
)
from segmentation.kmeans import KMeansFit, fit_kmeans
from segmentation.points import NOISE, by_descending_weight, check_points, coarsen
from segmentation.ward import WardTree, cut_ward, fit_ward

__all__ = [
    "NOISE",
    "DBSCANFit",
    "KMeansFit",
    "WardTree",
    "adjusted_rand_index",
    "by_descending_weight",
    "calinski_harabasz",
    "check_points",
    "cluster_means",
    "coarsen",
    "contingency",
    "cut_ward",
    "davies_bouldin",
    "distance_curve",
    "fit_dbscan",
    "fit_kmeans",
    "fit_ward",
    "inertia",
    "k_distances",
    "knee",
    "nearest_centroids",
    "prediction_strengths",
    "silhouettes",
]
