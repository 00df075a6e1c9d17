"""dbt model: how good KMeans is with each choice of recipe and parameters, by several measures."""

from segmentation import evaluate_kmeans, evaluate_recipes


def model(dbt, session):
    """Return one row per recipe and parameters."""
    policy = dbt.config.get("meta")
    return evaluate_recipes(
        dbt.ref("int_feature_values").df(),
        policy["recipes"],
        lambda customers, recipe: evaluate_kmeans(
            customers, policy["cluster_counts"], policy["random_state"]
        ),
    )
