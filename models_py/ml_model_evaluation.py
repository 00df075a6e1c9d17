"""dbt model: how good each choice of recipe, algorithm and parameters is, by several measures."""

import json

import pandas as pd
from segmentation import cluster_means, compare_choices

COLUMNS = {
    "recipe": "str",
    "algorithm": "str",
    "parameters": "str",
    "cluster_count": "int32",
    "noise_share": "float64",
    "smallest_cluster_share": "float64",
    "inertia": "float64",
    "silhouette": "float64",
    "davies_bouldin": "float64",
    "calinski_harabasz": "float64",
    "seed_ari": "float64",
    "prediction_strength": "float64",
}


def model(dbt, session):
    """Return one row per recipe, algorithm and parameters."""
    policy = dbt.config.get("meta")
    leaves = dbt.ref("ml_ward_leaves").set_alias("leaves")
    all_values = dbt.ref("int_feature_values").set_alias("vals").join(leaves, "recipe, value_id")
    all_cuts = dbt.ref("ml_ward_merges").order("cluster_count, leaf_number")

    recipes, arguments = [], []
    for recipe, entries in policy["recipes"].items():
        features = [entry["feature"] for entry in entries]
        values = all_values.filter(f"recipe = '{recipe}'").order("value_id").df()
        cuts = all_cuts.filter(f"recipe = '{recipe}'").df()
        if not values.empty:
            # points are numbered from 1 in the order of point_id
            point_of_value = values["point_id"].to_numpy() - 1
            weights = values["customer_count"].to_numpy(dtype=float)
            points, point_weights = cluster_means(
                values[features].to_numpy(), weights, point_of_value
            )
            recipes.append(recipe)
            arguments.append(
                {
                    "points": points,
                    "weights": point_weights,
                    "values": values[features].to_numpy(),
                    "value_weights": weights,
                    "point_of_value": point_of_value,
                    "ward_labelings": {
                        cluster_count: cut["cluster_number"].to_numpy()[values["leaf_number"]]
                        for cluster_count, cut in cuts.groupby("cluster_count")
                    },
                    "cluster_counts": policy["cluster_counts"],
                    "min_samples": policy["min_samples"],
                    "eps_factors": policy["eps_factors"],
                    "random_state": policy["random_state"],
                }
            )
    # one after the other: many short calls on two threads get in each other's way
    compared = [compare_choices(**each) for each in arguments]
    rows = [
        choice | {"recipe": recipe, "parameters": json.dumps(choice["parameters"])}
        for recipe, choices in zip(recipes, compared, strict=True)
        for choice in choices
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
