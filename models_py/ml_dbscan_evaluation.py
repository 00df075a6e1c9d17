"""dbt model: how good DBSCAN is with each choice of recipe and parameters, by several measures."""

from segmentation import (
    EVALUATION_COLUMNS,
    Customers,
    evaluate_dbscan,
    evaluate_each,
    frame,
    read_policy,
)


def model(dbt, session):
    """Return one row per recipe and parameters."""
    policy = read_policy(dbt.ref("int_policy"))
    choices = (
        policy["evaluated_min_samples"],
        policy["evaluated_eps_factors"],
        policy["random_state"],
    )
    customers = list(Customers.of_recipes(dbt.ref("int_feature_values").df(), policy))
    return frame(evaluate_each(evaluate_dbscan, customers, *choices), EVALUATION_COLUMNS)
