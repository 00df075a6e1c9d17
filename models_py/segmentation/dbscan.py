"""DBSCAN on weighted points, and the distance curve that its radius is read from."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import KDTree
from sklearn.cluster import DBSCAN

from segmentation.points import by_descending_weight, check_points, coarsen

# Up to so many customers, min_samples is taken as it is.
CUSTOMERS_OF_MIN_SAMPLES = 100_000
# So many points are asked for, and after them so many micro-clusters of all points.
NEIGHBOUR_LIMIT, MICRO_CLUSTER_COUNT = 128, 2_000


class DBSCANFit(NamedTuple):
    """A fitted partition; clusters are numbered 0, 1, … from the largest to the smallest.

    Attributes:
        labels: shape (n_points,), the cluster of each point, -1 for noise.
        is_core: shape (n_points,), whether the point has min_samples customers within eps.
    """

    labels: NDArray[np.int64]
    is_core: NDArray[np.bool_]


def fit_dbscan(points: ArrayLike, weights: ArrayLike, eps: float, min_samples: int) -> DBSCANFit:
    """Fit DBSCAN (Ester et al. 1996): dense regions are clusters, the rest is noise.

    A point of weight w counts as w customers, so core points and noise are those of the repeated
    rows.

    Args:
        points: shape (n_points, n_features), scaled feature values, in a fixed order: a border
            point between two clusters goes to the one found first.
        weights: shape (n_points,), the number of customers at each point.
        eps: radius of the neighbourhood in scaled feature space, above 0.
        min_samples: customers within eps (itself included) that make a customer a core customer.

    Raises:
        ValueError: if the points are unfit (see check_points) or a parameter is out of range.
    """
    points, weights = check_points(points, weights)
    if not eps > 0:
        raise ValueError(f"dbscan_eps is {eps}; expected a distance above 0")
    if min_samples < 1:
        raise ValueError(f"dbscan_min_samples is {min_samples}; expected 1 or above")
    # in few dimensions twice as fast as the k-d tree that scikit-learn would choose
    model = DBSCAN(eps=eps, min_samples=min_samples, algorithm="ball_tree")
    model.fit(points, sample_weight=weights)
    is_core = np.zeros(len(points), dtype=bool)
    is_core[model.core_sample_indices_] = True
    return DBSCANFit(by_descending_weight(model.labels_, weights), is_core)


def k_distances(points: ArrayLike, weights: ArrayLike, min_samples: int) -> NDArray[np.float64]:
    """Distance from each point within which there are min_samples customers, itself included.

    Args:
        points: shape (n_points, n_features), scaled feature values.
        weights: shape (n_points,), the number of customers at each point.
        min_samples: as for fit_dbscan.

    Returns:
        Shape (n_points,), distances in scaled feature space; with fewer customers than min_samples,
        the distance to the furthest. Exact for points that have enough customers at their 128
        nearest points; for the others, which lie far out, to micro-clusters.
    """
    points, weights = check_points(points, weights)
    found = np.empty(len(points))
    asking, targets, target_weights = np.arange(len(points)), points, weights
    most = min(min_samples, len(points), NEIGHBOUR_LIMIT)
    while True:
        tree = KDTree(targets)
        # mostly a few neighbours hold so many customers; who needs more asks again
        neighbour_count = min(32, most)
        while len(asking):
            ranks = range(1, neighbour_count + 1)
            distances, neighbours = tree.query(points[asking], k=ranks, workers=-1)
            customers = np.cumsum(target_weights[neighbours], axis=1)
            has_too_few = customers[:, -1] < min_samples
            enough = np.argmax(customers >= min_samples, axis=1)
            enough[has_too_few] = neighbour_count - 1
            found[asking] = distances[np.arange(len(asking)), enough]
            asking = asking[has_too_few]
            if neighbour_count == most:
                break
            neighbour_count = min(4 * neighbour_count, most)
        if not len(asking) or most in (min_samples, len(targets)):
            return found
        # far from all others, where the nearest thousand are as good as gathered
        targets, target_weights, _ = coarsen(points, weights, MICRO_CLUSTER_COUNT)
        most = min(min_samples, len(targets))


def scaled_min_samples(min_samples: int, weights: ArrayLike) -> int:
    """Return the customers that make a core customer in a shop of any size.

    The number is meant for up to 100,000 customers. Above, it grows in proportion, so that it stays
    the same share of them; otherwise everybody would be a core customer of a large shop.

    Args:
        min_samples: for up to 100,000 customers.
        weights: shape (n_points,), the number of customers at each point.
    """
    return round(min_samples * max(1.0, float(np.sum(weights)) / CUSTOMERS_OF_MIN_SAMPLES))


def distance_curve(
    points: ArrayLike, weights: ArrayLike, min_samples: int, step_count: int = 1_000
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Quantiles of the customers' k-distances, and the knee of this curve.

    Where most points hold min_samples customers by themselves, their k-distances are below the
    resolution of the grid, and the knee would be 0. Then the curve is that of the distances to the
    nearest other point, the shortest that the grid can tell.

    Args:
        points: shape (n_points, n_features), scaled feature values.
        weights: shape (n_points,), the number of customers at each point.
        min_samples: as for fit_dbscan.
        step_count: number of steps along the curve.

    Returns:
        Shares of customers from 0 to 1 and the distance that this share stays within, both of
        shape (step_count + 1,), ascending; and the distance at the knee, see knee().
    """
    points, weights = check_points(points, weights)
    shares = np.linspace(0, 1, step_count + 1)

    def quantiles(distances: NDArray[np.float64]) -> NDArray[np.float64]:
        order = np.argsort(distances, kind="stable")
        reached = np.cumsum(weights[order]) / np.sum(weights)
        positions = np.minimum(np.searchsorted(reached, shares), len(order) - 1)
        return distances[order][positions]

    curve = quantiles(k_distances(points, weights, min_samples))
    if curve[-1] == 0 or knee(shares, curve) == 0:
        # one customer a point, so that the second is at another
        curve = quantiles(k_distances(points, np.ones(len(points)), 2))
    return shares, curve, knee(shares, curve)


def round_radius(distance: float | None) -> float:
    """Round a knee to three digits, more than it is known to; 0 where there is none."""
    return float(f"{distance:.3g}") if distance and distance > 0 else 0.0


def knee(shares: ArrayLike, distances: ArrayLike) -> float:
    """Distance at the knee of an ascending curve: the point furthest below its chord.

    Satopää et al. (2011), "Finding a 'Kneedle' in a Haystack", without smoothing.

    Args:
        shares: shape (n,), ascending.
        distances: shape (n,), ascending.

    Returns:
        A distance; nan where the curve is flat, because it has no knee.
    """
    shares, distances = np.asarray(shares, dtype=float), np.asarray(distances, dtype=float)
    height, width = distances[-1] - distances[0], shares[-1] - shares[0]
    if height <= 0 or width <= 0:
        return float("nan")
    below_chord = (shares - shares[0]) / width - (distances - distances[0]) / height
    return float(distances[np.argmax(below_chord)])
