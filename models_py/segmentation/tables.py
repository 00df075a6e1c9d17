"""What the dbt models read from their tables, and the frames that they return."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from duckdb import DuckDBPyRelation

from segmentation.snapshots import Snapshot


def read_policy(policy: DuckDBPyRelation) -> dict[str, Any]:
    """Return the checked vars by name, from int_policy."""
    return {name: json.loads(value) for name, value in policy.project("name, value").fetchall()}


def read_snapshots(
    points: DuckDBPyRelation,
    scalers: DuckDBPyRelation,
    policy: Mapping[str, Any],
    as_of_dates: Iterable[date],
) -> dict[date, Snapshot]:
    """Return the customers of each date; without points if there are none.

    Args:
        points: int_feature_points.
        scalers: int_feature_scalers.
        policy: see read_policy; the recipe and its features are read from it.
        as_of_dates: the dates to read.

    Raises:
        ValueError: if there is no scaler of a date.
    """
    recipe = policy["recipe"]
    features = [entry["feature"] for entry in policy["recipes"][recipe]]
    scaler_columns = ", ".join(f"{each}_center, {each}_scale" for each in features)

    def read(as_of_date: date) -> Snapshot:
        at_date = f"recipe = '{recipe}' and as_of_date = date '{as_of_date}'"
        columns = ", ".join(["point_id", "customer_count", *features])
        rows = points.filter(at_date).order("point_id").project(columns).df()
        ((*scaler,),) = scalers.filter(at_date).project(scaler_columns).fetchall()
        return Snapshot(
            as_of_date,
            rows["point_id"].to_numpy(),
            rows[features].to_numpy(dtype=float),
            rows["customer_count"].to_numpy(dtype=float),
            np.array(scaler[::2]),
            np.array(scaler[1::2]),
        )

    return {as_of_date: read(as_of_date) for as_of_date in as_of_dates}


def frame(rows: Iterable | Mapping, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return rows (or arrays by column) with the columns and types of a model's table."""
    return pd.DataFrame(rows, columns=list(columns)).astype(dict(columns))
