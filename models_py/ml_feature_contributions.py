"""dbt model: what each feature of a recipe has to do with the KMeans partition."""

from segmentation import Customers, feature_contributions, frame, read_policy

COLUMNS = {
    "recipe": "str",
    "feature": "str",
    "variance_share": "float64",
    "ari_without_feature": "float64",
    "is_dead": "bool",
    "ari_of_live_features": "float64",
}


def model(dbt, session):
    """Return one row per recipe and feature."""
    policy = read_policy(dbt.ref("int_policy"))
    choice = policy["kmeans_cluster_count"], policy["random_state"], policy["dead_feature_min_ari"]
    rows = [
        found | {"recipe": recipe, "feature": entry["feature"]}
        for recipe, customers in Customers.of_recipes(dbt.ref("int_feature_values").df(), policy)
        for entry, found in zip(
            policy["recipes"][recipe], feature_contributions(customers, *choice), strict=True
        )
    ]
    return frame(rows, COLUMNS)
