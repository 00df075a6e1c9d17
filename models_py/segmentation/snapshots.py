"""The customers of one date as points."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from segmentation.versions import SegmentModel


class Snapshot(NamedTuple):
    """The customers of one date as points, with the scaler of that date.

    Attributes:
        as_of_date: the date; named in errors.
        point_ids: shape (n_points,), the point_id of each point in int_feature_points.
        points: shape (n_points, n_features), scaled feature values, in the order of the ids.
        weights: shape (n_points,), the number of customers at each point.
        center: shape (n_features,), what the scaler subtracts.
        scale: shape (n_features,), what it divides by.
    """

    as_of_date: date
    point_ids: NDArray[np.int64]
    points: NDArray[np.float64]
    weights: NDArray[np.float64]
    center: NDArray[np.float64]
    scale: NDArray[np.float64]

    def points_scaled_as(self, other: "Snapshot | SegmentModel") -> NDArray[np.float64]:
        """Return the points, shape (n_points, n_features), in the scaled space of another date."""
        return (self.points * self.scale + self.center - other.center) / other.scale
