"""The customers of one date as points."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from segmentation.versions import SegmentModel


class Scaler(NamedTuple):
    """What turns transformed feature values into coordinates, as of one date.

    The same rules as in macro scaled_feature.

    Attributes:
        center: shape (n_features,), what is subtracted.
        scale: shape (n_features,), what is divided by.
        scalings: of each feature; see var recipes.
        quantiles: of each feature in ascending order, rounded to six places: the two beyond which
            winsorised takes no value, the 100 percentiles that rank counts; else None.
    """

    center: NDArray[np.float64]
    scale: NDArray[np.float64]
    scalings: Sequence[str]
    quantiles: Sequence[NDArray[np.float64] | None]

    def scaled(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return transformed values, shape (n, n_features), in scaled feature space."""
        values = values.copy()
        for column, scaling, quantiles in zip(values.T, self.scalings, self.quantiles, strict=True):
            if scaling == "winsorised":
                np.clip(column, *quantiles, out=column)
            elif scaling == "rank":
                rounded = np.round(column, 6)
                below = np.searchsorted(quantiles, rounded, side="left")
                up_to = np.searchsorted(quantiles, rounded, side="right")
                column[:] = (below + up_to) / (2 * len(quantiles))
        return (values - self.center) / self.scale


class Snapshot(NamedTuple):
    """The customers of one date as points, with the scaler of that date.

    Attributes:
        as_of_date: the date; named in errors.
        point_ids: shape (n_points,), the point_id of each point in int_feature_points.
        points: shape (n_points, n_features), scaled feature values, in the order of the ids.
        weights: shape (n_points,), the number of customers at each point.
        values: shape (n_points, n_features), transformed feature values, before they are scaled.
        scaler: of the date.
    """

    as_of_date: date
    point_ids: NDArray[np.int64]
    points: NDArray[np.float64]
    weights: NDArray[np.float64]
    values: NDArray[np.float64]
    scaler: Scaler

    def points_scaled_as(self, other: "Snapshot | SegmentModel") -> NDArray[np.float64]:
        """Return the points, shape (n_points, n_features), in the scaled space of another date."""
        return other.scaler.scaled(self.values)
