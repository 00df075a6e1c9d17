"""What every algorithm here takes: weighted points in scaled feature space."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

# The label of points that belong to no cluster.
NOISE = -1
# Steps of a grid along one feature: with more, coarsen() tells no more points apart.
MOST_STEPS = 2**20


def check_points(
    points: ArrayLike, weights: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return points and weights as float arrays, or say what is wrong with them.

    Args:
        points: shape (n_points, n_features), scaled feature values.
        weights: shape (n_points,), the number of customers at each point.

    Raises:
        ValueError: if there are no points, the shapes do not match, a coordinate is missing or
            infinite, or a weight is not positive.
    """
    points = np.asarray(points, dtype=np.float64)
    weights = np.asarray(weights, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] == 0:
        raise ValueError(f"points have shape {points.shape}; expected (n_points, n_features)")
    if points.shape[0] == 0:
        raise ValueError(
            "there are no points; expected at least one customer with an included order by the "
            "as-of date (see vars as_of_date and included_order_statuses)"
        )
    if weights.shape != points.shape[:1]:
        raise ValueError(f"weights have shape {weights.shape}; expected {points.shape[:1]}")
    if not np.isfinite(points).all():
        row, column = np.argwhere(~np.isfinite(points))[0]
        raise ValueError(f"point {row}, feature {column} is {points[row, column]}, not a number")
    if not (np.isfinite(weights) & (weights > 0)).all():
        row = np.argwhere(~(np.isfinite(weights) & (weights > 0)))[0, 0]
        raise ValueError(f"weight {row} is {weights[row]}; expected a positive number of customers")
    return points, weights


def by_descending_weight(labels: ArrayLike, weights: ArrayLike) -> NDArray[np.int64]:
    """Renumber clusters 0, 1, … from the most to the fewest customers; noise stays noise.

    Ties go to the cluster whose first point comes first.

    Args:
        labels: shape (n_points,), cluster numbers, -1 for noise.
        weights: shape (n_points,), the number of customers at each point.
    """
    labels, weights = np.asarray(labels), np.asarray(weights, dtype=np.float64)
    clustered = labels != NOISE
    found, first, inverse = np.unique(labels[clustered], return_index=True, return_inverse=True)
    sizes = np.bincount(inverse, weights=weights[clustered], minlength=len(found))
    new_numbers = np.empty(len(found), dtype=np.int64)
    new_numbers[np.lexsort((first, -sizes))] = np.arange(len(found))
    renumbered = np.full(len(labels), NOISE, dtype=np.int64)
    renumbered[clustered] = new_numbers[inverse]
    return renumbered


def coarsen(
    points: NDArray[np.float64], weights: NDArray[np.float64], max_points: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Gather points into at most max_points weighted micro-clusters, the cells of a grid.

    The grid has about as many equal steps per feature as still leave few enough cells that are not
    empty; a micro-cluster lies at the mean of its customers.

    Args:
        points: shape (n_points, n_features).
        weights: shape (n_points,), the number of customers at each point.
        max_points: number, at least 1.

    Returns:
        Points, weights, and for each given point the number of the returned one that holds it; the
        same points if they are few enough.
    """
    if len(points) <= max_points:
        return points, weights, np.arange(len(points))
    extent = np.ptp(points, axis=0)
    unit = (points - points.min(axis=0)) / np.where(extent > 0, extent, 1)

    def cells(step_count: int) -> NDArray[np.int64]:
        steps = np.minimum((unit * step_count).astype(np.int64), step_count - 1)
        found = np.zeros(len(points), dtype=np.int64)
        for column in steps.T:
            found, _ = pd.factorize(found * step_count + column)  # hashed, not sorted; few again
        return found

    fits, crowded = 1, MOST_STEPS + 1
    members = np.zeros(len(points), dtype=np.int64)
    while crowded - fits > max(1, fits // 16):
        step_count = round(np.sqrt(fits * crowded))
        found = cells(step_count)
        if found.max() < max_points:
            fits, members = step_count, found
        else:
            crowded = step_count
    sizes = np.bincount(members, weights=weights)
    means = np.stack(
        [np.bincount(members, weights=weights * column) / sizes for column in points.T], axis=1
    )
    return means, sizes, members
