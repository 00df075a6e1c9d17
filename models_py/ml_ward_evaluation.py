"""dbt model: how good the cuts of the Ward tree of each recipe are, by several measures."""

from segmentation import EVALUATION_COLUMNS, Customers, WardTop, evaluate_ward, frame, read_policy


def model(dbt, session):
    """Return one row per recipe and number of clusters."""
    policy = read_policy(dbt.ref("int_policy"))
    # the configured number is always among them
    counts = sorted({*policy["evaluated_cluster_counts"], policy["ward_cluster_count"]})
    labels = dbt.ref("ml_ward_labels").order("value_id").df()
    rows = [
        choice | {"recipe": recipe}
        for recipe, customers in Customers.of_recipes(dbt.ref("int_feature_values").df(), policy)
        for choice in evaluate_ward(
            customers,
            WardTop.from_rows(labels[labels["recipe"] == recipe]),
            counts,
            policy["random_state"],
            (policy["choice_min_clusters"], policy["choice_min_prediction_strength"]),
        )
    ]
    return frame(rows, EVALUATION_COLUMNS)
