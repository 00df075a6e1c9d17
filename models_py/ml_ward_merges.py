"""dbt model: the top of the Ward dendrogram of each recipe, from its leaves up."""

import numpy as np
import pandas as pd
from segmentation import cluster_means, cut_ward, fit_ward

COLUMNS = {
    "recipe": "str",
    "cluster_count": "int32",
    "leaf_number": "int32",
    "cluster_number": "int32",
    "merge_height": "float64",
}


def model(dbt, session):
    """Return one row per recipe, number of clusters and leaf, with the cluster that holds it.

    Ward's tree above the leaves needs their means and sizes only, so it is fitted again on those.
    """
    policy = dbt.config.get("meta")
    leaves = dbt.ref("ml_ward_leaves").set_alias("leaves")
    values = dbt.ref("int_feature_values").set_alias("vals")
    joined = values.join(leaves, "recipe, value_id").order("value_id")
    frames = []
    for recipe, entries in policy["recipes"].items():
        features = [entry["feature"] for entry in entries]
        rows = joined.filter(f"recipe = '{recipe}'").df()
        if rows.empty:
            continue
        means, sizes = cluster_means(
            rows[features].to_numpy(),
            rows["customer_count"].to_numpy(dtype=float),
            rows["leaf_number"].to_numpy(),
        )
        if recipe == policy["recipe"] and policy["cluster_count"] > len(sizes):
            raise ValueError(
                f"ward_cluster_count is {policy['cluster_count']}; expected at most {len(sizes)}, "
                f"the number of different customers in recipe {recipe} (or of cells, if there are "
                "more than max_values)"
            )
        tree = fit_ward(means, sizes)
        # with one cluster left, nothing is merged any more
        heights = np.append(tree.heights, np.nan)[::-1]
        frames += [
            pd.DataFrame(
                {
                    "recipe": recipe,
                    "cluster_count": cluster_count,
                    "leaf_number": np.arange(len(sizes)),
                    "cluster_number": cut_ward(tree, sizes, cluster_count),
                    "merge_height": heights[cluster_count - 1],
                }
            )
            for cluster_count in range(1, len(sizes) + 1)
        ]
    if not frames:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    return pd.concat(frames).astype(COLUMNS)
