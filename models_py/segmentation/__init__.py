"""Clustering of weighted points: pure functions over arrays, called by the dbt Python models."""

from segmentation.evaluation import silhouette
from segmentation.kmeans import KMeansFit, fit_kmeans
from segmentation.points import check_points

__all__ = ["KMeansFit", "check_points", "fit_kmeans", "silhouette"]
