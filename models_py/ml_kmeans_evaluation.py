"""dbt model: how good KMeans is with each choice of recipe and parameters, by several measures."""

from segmentation import (
    EVALUATION_COLUMNS,
    Customers,
    apart,
    evaluate_each,
    evaluate_kmeans,
    frame,
    read_policy,
)


def model(dbt, session):
    """Return one row per recipe and parameters."""
    policy = read_policy(dbt.ref("int_policy"))
    # the configured number is always among them
    counts = sorted({*policy["evaluated_cluster_counts"], policy["kmeans_cluster_count"]})
    customers = list(Customers.of_recipes(dbt.ref("int_feature_values").df(), policy))
    rows = apart(evaluate_each, evaluate_kmeans, customers, counts, policy["random_state"])
    return frame(rows, EVALUATION_COLUMNS)
