"""What every algorithm here takes: weighted points in scaled feature space."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


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
        raise ValueError("there are no points; expected at least one customer with features")
    if weights.shape != points.shape[:1]:
        raise ValueError(f"weights have shape {weights.shape}; expected {points.shape[:1]}")
    if not np.isfinite(points).all():
        row, column = np.argwhere(~np.isfinite(points))[0]
        raise ValueError(f"point {row}, feature {column} is {points[row, column]}, not a number")
    if not (np.isfinite(weights) & (weights > 0)).all():
        row = np.argwhere(~(np.isfinite(weights) & (weights > 0)))[0, 0]
        raise ValueError(f"weight {row} is {weights[row]}; expected a positive number of customers")
    return points, weights
