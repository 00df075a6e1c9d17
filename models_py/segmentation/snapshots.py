"""The customers of one date as points, and how the dbt models read them."""

from datetime import date
from typing import NamedTuple

import numpy as np
from duckdb import DuckDBPyRelation
from numpy.typing import NDArray


class Snapshot(NamedTuple):
    """The customers of one date as points, with the scaler of that date.

    Attributes:
        points: shape (n_points, n_features), scaled feature values.
        weights: shape (n_points,), the number of customers at each point.
        center: shape (n_features,), what the scaler subtracts.
        scale: shape (n_features,), what it divides by.
    """

    points: NDArray[np.float64]
    weights: NDArray[np.float64]
    center: NDArray[np.float64]
    scale: NDArray[np.float64]

    def points_scaled_as(self, other: "Snapshot") -> NDArray[np.float64]:
        """Return the points, shape (n_points, n_features), in the scaled space of another date."""
        return (self.points * self.scale + self.center - other.center) / other.scale


def read_snapshot(
    points: DuckDBPyRelation,
    scalers: DuckDBPyRelation,
    recipe: str,
    features: list[str],
    as_of_date: date,
) -> Snapshot:
    """Return the customers of a date; no points if there are none.

    Args:
        points: int_feature_points.
        scalers: int_feature_scalers.
        recipe: name of the recipe.
        features: its features, in the order of the columns to return.
        as_of_date: the date to read.

    Raises:
        KeyError: if the scaler of a feature is missing.
    """
    at_date = f"recipe = '{recipe}' and as_of_date = date '{as_of_date}'"
    rows = points.filter(at_date).order("point_id")
    rows = rows.project(", ".join([*features, "customer_count"])).df()
    scaler = scalers.filter(at_date).df().set_index("feature").loc[features]
    return Snapshot(
        rows[features].to_numpy(dtype=float),
        rows["customer_count"].to_numpy(dtype=float),
        scaler["scaler_center"].to_numpy(dtype=float),
        scaler["scaler_scale"].to_numpy(dtype=float),
    )
