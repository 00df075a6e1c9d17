"""What the dbt models read from their tables, and the frames that they return."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from duckdb import DuckDBPyRelation
from numpy.typing import NDArray

from segmentation.snapshots import Scaler, Snapshot


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
    entries = policy["recipes"][recipe]
    features = [entry["feature"] for entry in entries]
    transformed = [f"{feature}_transformed" for feature in features]
    scaler_columns = ", ".join(
        f"{each}_center, {each}_scale, {each}_quantiles" for each in features
    )

    def quantiles_of(decimals: list | None) -> NDArray[np.float64] | None:
        return None if decimals is None else np.array(decimals, dtype=float)

    def read(as_of_date: date) -> Snapshot:
        at_date = f"recipe = '{recipe}' and as_of_date = date '{as_of_date}'"
        columns = ", ".join(["point_id", "customer_count", *features, *transformed])
        rows = points.filter(at_date).order("point_id").project(columns).df()
        ((*scaler,),) = scalers.filter(at_date).project(scaler_columns).fetchall()
        return Snapshot(
            as_of_date,
            rows["point_id"].to_numpy(),
            rows[features].to_numpy(dtype=float),
            rows["customer_count"].to_numpy(dtype=float),
            rows[transformed].to_numpy(dtype=float),
            Scaler(
                np.array(scaler[::3]),
                np.array(scaler[1::3]),
                [entry["scaling"] for entry in entries],
                [quantiles_of(quantiles) for quantiles in scaler[2::3]],
            ),
        )

    return {as_of_date: read(as_of_date) for as_of_date in as_of_dates}


def frame(rows: Iterable | Mapping, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return rows (or arrays by column) with the columns and types of a model's table."""
    return pd.DataFrame(rows, columns=list(columns)).astype(dict(columns))
