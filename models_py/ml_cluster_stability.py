"""dbt model: frozen KMeans models against refits, over time."""

from segmentation import apart, frame, read_policy, read_snapshots, simulate_ageing

COLUMNS = {
    "origin_date": "datetime64[us]",
    "as_of_date": "datetime64[us]",
    "recipe": "str",
    "comparison": "str",
    "cluster_number": "int32",
    "other_cluster_number": "int32",
    "customer_count": "int64",
}


def model(dbt, session):
    """Return one row per origin, step, comparison and pair of clusters."""
    policy = read_policy(dbt.ref("int_policy"))
    entries = policy["recipes"][policy["recipe"]]
    steps = dbt.ref("int_stability_steps").order("origin_date, as_of_date")
    steps = steps.project("origin_date, as_of_date").fetchall()
    points, scalers = dbt.ref("int_feature_points"), dbt.ref("int_feature_scalers")
    dates = sorted({each for step in steps for each in step})
    snapshots = read_snapshots(points, scalers, policy, dates)
    comparisons = apart(
        simulate_ageing,
        steps,
        snapshots,
        policy["kmeans_cluster_count"],
        [number for number, entry in enumerate(entries) if entry["ages"]],
        policy["random_state"],
    )
    rows = [
        (each.origin_date, each.as_of_date, policy["recipe"], each.name, *pair)
        for each in comparisons
        for pair in each.pairs()
    ]
    return frame(rows, COLUMNS)
