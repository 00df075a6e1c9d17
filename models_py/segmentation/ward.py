"""Agglomerative clustering by Ward's method on weighted points."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from segmentation.points import by_descending_weight, check_points

# Up to this many clusters, all distances are cheaper than trees.
MAX_BRUTE_FORCE = 500
CHUNK_SIZE = 256


class WardTree(NamedTuple):
    """The dendrogram of n points as its n - 1 merges, in the order of their height.

    Attributes:
        left, right: shape (n - 1,), a point of each of the two merged clusters.
        heights: shape (n - 1,), the increase of the within-cluster sum of squares by the merge.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    heights: NDArray[np.float64]


class WardTop(NamedTuple):
    """The top of a dendrogram, drawn so that every cluster is a run of leaves.

    Cut into k clusters, a cluster begins at each leaf whose split_count is at most k.

    Attributes:
        leaf_of_point: shape (n_points,), the leaf that holds each point, from 0.
        split_counts: shape (n_leaves,), the least number of clusters with which the leaf is not in
            the same cluster as the leaf before it; 1 for the first leaf.
        heights: shape (n_leaves,), the height of the merge that undoes this split; nan for the
            first leaf.
    """

    leaf_of_point: NDArray[np.int64]
    split_counts: NDArray[np.int64]
    heights: NDArray[np.float64]

    @classmethod
    def from_rows(cls, rows: pd.DataFrame) -> "WardTop":
        """Return the dendrogram that rows of ml_ward_labels, of one recipe, describe."""
        leaves = rows.groupby("leaf_number").first()
        leaf_of_point = rows["leaf_number"].to_numpy()
        return cls(leaf_of_point, *leaves[["split_count", "merge_height"]].to_numpy().T)

    def cut(self, cluster_count: int) -> NDArray[np.int64]:
        """Return the clusters of the points, shape (n_points,), numbered along the dendrogram."""
        return (np.cumsum(self.split_counts <= cluster_count) - 1)[self.leaf_of_point]


def fit_ward(points: ArrayLike, weights: ArrayLike) -> WardTree:
    """Merge, step by step, the two clusters whose merge adds least to the sum of squares.

    Ward's (1963) criterion. Clusters that are nearest to each other (reciprocal nearest neighbours)
    are merged all at once, which gives the same tree as one merge at a time (Murtagh 1983:
    Ward's criterion is reducible), in few vectorised rounds. A point of weight w counts as w
    customers: the tree is that of the repeated rows, whose own merges have height zero. Where
    distances are equal there is more than one such tree; the order of the points decides.

    Args:
        points: shape (n_points, n_features), scaled feature values.
        weights: shape (n_points,), the number of customers at each point.

    Raises:
        ValueError: if the points are unfit (see check_points).
    """
    points, weights = check_points(points, weights)
    left, right, heights = _merge_reciprocal_neighbours(points, weights)
    order = np.argsort(heights, kind="stable")
    return WardTree(left[order], right[order], heights[order])


def cut_ward(tree: WardTree, weights: ArrayLike, cluster_count: int) -> NDArray[np.int64]:
    """Return the labels of the points when the tree is cut into a number of clusters.

    Args:
        tree: as fit_ward returns it.
        weights: shape (n_points,), the weights that it was fitted with.
        cluster_count: number of clusters.

    Returns:
        Shape (n_points,), clusters numbered 0, 1, … from the largest to the smallest.

    Raises:
        ValueError: if there are fewer points than clusters.
    """
    point_count = len(tree.heights) + 1
    if not 1 <= cluster_count <= point_count:
        raise ValueError(
            f"ward_cluster_count is {cluster_count}; expected a number from 1 to {point_count}, "
            "the different customers of the recipe (or the cells that var max_values leaves)"
        )
    merges = slice(0, point_count - cluster_count)
    edges = (np.ones(merges.stop), (tree.left[merges], tree.right[merges]))
    graph = coo_array(edges, shape=(point_count, point_count))
    _, labels = connected_components(graph, directed=False)
    return by_descending_weight(labels, weights)


def ward_top(tree: WardTree, weights: ArrayLike, leaf_count: int) -> WardTop:
    """Return the top of the tree, from so many leaves up (from all points, if they are fewer).

    Args:
        tree: as fit_ward returns it.
        weights: shape (n_points,), the weights that it was fitted with.
        leaf_count: number of leaves, at least 1.
    """
    leaf_count = min(leaf_count, len(tree.heights) + 1)
    labels = cut_ward(tree, weights, leaf_count)
    runs = [[leaf] for leaf in range(leaf_count)]
    split_counts, heights = np.ones(leaf_count, dtype=np.int64), np.full(leaf_count, np.nan)
    for cluster_count in range(leaf_count, 1, -1):
        merge = len(tree.heights) + 1 - cluster_count
        first, second = sorted((runs[labels[tree.left[merge]]], runs[labels[tree.right[merge]]]))
        split_counts[second[0]], heights[second[0]] = cluster_count, tree.heights[merge]
        for leaf in first + second:
            runs[leaf] = first + second
    return WardTop(np.argsort(runs[0])[labels], split_counts[runs[0]], heights[runs[0]])


def _merge_reciprocal_neighbours(
    points: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Merge reciprocal nearest neighbours, round by round, until one cluster is left."""
    centroids, sizes, names = points.copy(), weights.copy(), np.arange(len(points))
    left, right, heights = [names[:0]], [names[:0]], [sizes[:0]]
    nearest, costs = np.empty(len(names), dtype=np.int64), np.empty(len(names))
    asking = np.arange(len(names))
    while len(names) > 1:
        nearest[asking], costs[asking] = _nearest_clusters(centroids, sizes, asking)
        clusters = np.arange(len(names))
        firsts = np.flatnonzero((nearest[nearest] == clusters) & (clusters < nearest))
        seconds = nearest[firsts]
        left.append(names[firsts])
        right.append(names[seconds])
        heights.append(costs[firsts])

        merged_sizes = sizes[firsts] + sizes[seconds]
        shifts = (sizes[seconds] / merged_sizes)[:, None]
        centroids[firsts] += (centroids[seconds] - centroids[firsts]) * shifts
        sizes[firsts] = merged_sizes
        is_merged, is_kept = np.zeros(len(names), dtype=bool), np.ones(len(names), dtype=bool)
        is_merged[firsts] = is_merged[seconds] = True
        is_kept[seconds] = False
        # no merge comes nearer than its parts were, so whose neighbour is left keeps it; none is
        # reciprocal only where equal distances run in a ring, and then all ask again
        is_asking = (is_merged | is_merged[nearest] | (len(firsts) == 0))[is_kept]
        new_numbers = np.cumsum(is_kept) - 1
        centroids, sizes, names = centroids[is_kept], sizes[is_kept], names[is_kept]
        nearest, costs = new_numbers[nearest[is_kept]], costs[is_kept]
        asking = np.flatnonzero(is_asking)
    return np.concatenate(left), np.concatenate(right), np.concatenate(heights)


def _nearest_clusters(
    centroids: NDArray[np.float64], sizes: NDArray[np.float64], clusters: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find the cluster with which each of some would merge at the least cost, and that cost."""
    if len(sizes) <= MAX_BRUTE_FORCE:
        return _nearest_by_brute_force(centroids, sizes, clusters)
    nearest, costs = np.full(len(sizes), len(sizes)), np.full(len(sizes), np.inf)
    # the cost depends on size and distance, so trees of clusters of similar size (up to four
    # times as large) bound it well
    size_classes = np.floor(np.log2(sizes) / 2)
    for size_class in np.unique(size_classes):
        members = np.flatnonzero(size_classes == size_class)
        smallest = sizes[members].min()
        tree = KDTree(centroids[members])
        asking, neighbour_count = clusters, 4
        while len(asking):
            found_count = min(neighbour_count, len(members))
            _, positions = tree.query(centroids[asking], k=range(1, found_count + 1), workers=-1)
            found = members[positions]
            squared = ((centroids[asking, None] - centroids[found]) ** 2).sum(axis=2)
            own_sizes = sizes[asking, None]
            found_costs = squared * (own_sizes * sizes[found] / (own_sizes + sizes[found]))
            found_costs[found == asking[:, None]] = np.inf
            least = found_costs.min(axis=1)
            first = np.where(found_costs == least[:, None], found, len(sizes)).min(axis=1)
            better = (least < costs[asking]) | (
                (least == costs[asking]) & (first < nearest[asking])
            )
            costs[asking] = np.where(better, least, costs[asking])
            nearest[asking] = np.where(better, first, nearest[asking])
            if found_count == len(members):
                break
            # whoever was not found is at least as far away as the last one found
            bounds = squared[:, -1] * (sizes[asking] * smallest / (sizes[asking] + smallest))
            asking = asking[bounds <= costs[asking]]
            neighbour_count *= 4
    return nearest[clusters], costs[clusters]


def _nearest_by_brute_force(
    centroids: NDArray[np.float64], sizes: NDArray[np.float64], clusters: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Compute the cost of every merge of some clusters, a chunk of them at a time."""
    nearest, costs = np.empty(len(clusters), dtype=np.int64), np.empty(len(clusters))
    for start in range(0, len(clusters), CHUNK_SIZE):
        rows = slice(start, start + CHUNK_SIZE)
        chunk = clusters[rows]
        squared = ((centroids[chunk, None] - centroids) ** 2).sum(axis=2)
        chunk_costs = squared * (sizes[chunk, None] * sizes / (sizes[chunk, None] + sizes))
        chunk_costs[np.arange(len(chunk)), chunk] = np.inf
        nearest[rows] = chunk_costs.argmin(axis=1)
        costs[rows] = chunk_costs.min(axis=1)
    return nearest, costs
