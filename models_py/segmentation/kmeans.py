"""KMeans on weighted points."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.cluster import KMeans
from threadpoolctl import ThreadpoolController

from segmentation.points import check_points

# finding the loaded libraries takes as long as a small fit
CONTROLLER = ThreadpoolController()


class KMeansFit(NamedTuple):
    """A fitted partition; clusters are numbered 0, 1, … from the largest to the smallest.

    Attributes:
        centroids: shape (n_clusters, n_features), weighted means in scaled feature space.
        labels: shape (n_points,), the cluster of each point.
        cluster_weights: shape (n_clusters,), the number of customers in each cluster.
        inertia: weighted sum of squared distances of the points to their centroids.
    """

    centroids: NDArray[np.float64]
    labels: NDArray[np.int64]
    cluster_weights: NDArray[np.float64]
    inertia: float


def fit_kmeans(
    points: ArrayLike,
    weights: ArrayLike,
    cluster_count: int,
    random_state: int,
    restart_count: int = 10,
) -> KMeansFit:
    """Fit KMeans (Lloyd 1982, k-means++ starts) and keep the best of several restarts.

    A point of weight w counts as w customers. The numbering of the clusters follows from the
    partition alone (descending weight, then coordinates), not from the random starts.

    Args:
        points: shape (n_points, n_features), scaled feature values, in a fixed order: another
            order of the rows can lead to another local optimum.
        weights: shape (n_points,), the number of customers at each point.
        cluster_count: number of clusters, at least 1.
        random_state: seed of the starts.
        restart_count: number of starts; the fit of least inertia is kept.

    Raises:
        ValueError: if the points are unfit (see check_points) or fewer than the clusters.
    """
    points, weights = check_points(points, weights)
    # mostly the first points are enough to tell
    if not 1 <= cluster_count <= len(np.unique(points[:1_000], axis=0)):
        distinct_count = len(np.unique(points, axis=0))
        if not 1 <= cluster_count <= distinct_count:
            raise ValueError(
                f"kmeans_cluster_count is {cluster_count}; expected a number from 1 to the "
                f"{distinct_count} distinct points of these customers"
            )
    model = KMeans(cluster_count, n_init=restart_count, random_state=random_state)
    # one thread: several add up in an order of their own, and the last digits differ
    with CONTROLLER.limit(limits=1):
        model.fit(points, sample_weight=weights)

    cluster_weights = np.bincount(model.labels_, weights=weights, minlength=cluster_count)
    coordinates = model.cluster_centers_.T[::-1]
    order = np.lexsort((*coordinates, -cluster_weights))
    new_number = np.empty(cluster_count, dtype=np.int64)
    new_number[order] = np.arange(cluster_count)
    return KMeansFit(
        centroids=model.cluster_centers_[order],
        labels=new_number[model.labels_],
        cluster_weights=cluster_weights[order],
        inertia=float(model.inertia_),
    )
