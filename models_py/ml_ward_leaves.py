"""dbt model: the customers' values under the top of the Ward dendrogram of each recipe."""

import numpy as np
import pandas as pd
from segmentation import cut_ward, fit_ward

COLUMNS = {"recipe": "str", "value_id": "int64", "leaf_number": "int32"}


def model(dbt, session):
    """Return one row per recipe and value, with the leaf that holds it."""
    policy = dbt.config.get("meta")
    values = dbt.ref("int_feature_values").order("value_id")
    frames = []
    for recipe, entries in policy["recipes"].items():
        features = [entry["feature"] for entry in entries]
        rows = values.filter(f"recipe = '{recipe}'").df()
        if rows.empty:
            continue
        weights = rows["customer_count"].to_numpy()
        tree = fit_ward(rows[features].to_numpy(), weights)
        leaf_count = min(policy["leaf_count"], len(tree.heights) + 1)
        leaves = cut_ward(tree, weights, leaf_count)
        frames.append(
            pd.DataFrame({"recipe": recipe, "value_id": rows["value_id"], "leaf_number": leaves})
        )
    if not frames:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    return pd.concat(frames).astype(COLUMNS | {"leaf_number": np.int32})
