"""dbt model: how good KMeans is with each choice of recipe and parameters, by several measures."""

from segmentation import (
    EVALUATION_COLUMNS,
    Customers,
    SegmentModel,
    apart,
    evaluate_each,
    evaluate_kmeans,
    frame,
    read_policy,
    read_snapshots,
)


def model(dbt, session):
    """Return one row per recipe and parameters, and one of the version in force."""
    policy = read_policy(dbt.ref("int_policy"))
    recipe, configured_count = policy["recipe"], policy["kmeans_cluster_count"]
    features = [entry["feature"] for entry in policy["recipes"][recipe]]
    centroids = dbt.ref("ml_kmeans_centroids").df()
    latest = centroids[centroids["model_version"] == centroids["model_version"].max()]
    fit_date = latest["as_of_date"].max().date()
    points, scalers = dbt.ref("int_feature_points"), dbt.ref("int_feature_scalers")
    snapshots = read_snapshots(points, scalers, policy, [fit_date])
    version = SegmentModel.from_rows(latest, features, snapshots[fit_date])

    customers = dict(Customers.of_recipes(dbt.ref("int_feature_values").df(), policy))
    number = int(latest["model_version"].max())
    customers[recipe] = customers[recipe].with_version(number, version)
    # the configured number is always among them
    counts = sorted({*policy["evaluated_cluster_counts"], configured_count})
    eligible_from = policy["choice_min_clusters"], policy["choice_min_prediction_strength"]
    choice = counts, policy["random_state"], eligible_from, configured_count
    rows = apart(evaluate_each, evaluate_kmeans, list(customers.items()), *choice)
    return frame(rows, EVALUATION_COLUMNS)
