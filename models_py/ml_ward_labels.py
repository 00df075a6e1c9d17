"""dbt model: the Ward dendrogram of the customers' values, and its cut into segments."""

import pandas as pd

from segmentation import Customers, cut_ward, fit_ward, frame, read_policy, ward_top

COLUMNS = {
    "recipe": "str",
    "value_id": "int64",
    "cluster_number": "int32",
    "leaf_number": "int32",
    "split_count": "int32",
    "merge_height": "float64",
}
# Leaves at the top of the dendrogram that are kept, if no larger number of clusters is looked at.
LEAF_COUNT = 30


def model(dbt, session):
    """Return one row per recipe and value, with the figures of its leaf repeated on each row."""
    policy = read_policy(dbt.ref("int_policy"))
    cluster_count = policy["ward_cluster_count"]
    leaf_count = max(LEAF_COUNT, cluster_count, *policy["evaluated_cluster_counts"])
    frames = [frame([], COLUMNS)]
    for recipe, customers in Customers.of_recipes(dbt.ref("int_feature_values").df(), policy):
        tree = fit_ward(customers.values, customers.value_weights)
        top = ward_top(tree, customers.value_weights, leaf_count)
        # the other recipes are only evaluated, and may have too few customers
        cut = cluster_count if recipe == policy["recipe"] else 1
        labels = {
            "recipe": recipe,
            "value_id": customers.value_ids,
            "cluster_number": cut_ward(tree, customers.value_weights, cut),
            "leaf_number": top.leaf_of_point,
            "split_count": top.split_counts[top.leaf_of_point],
            "merge_height": top.heights[top.leaf_of_point],
        }
        frames.append(frame(labels, COLUMNS))
    return pd.concat(frames)
