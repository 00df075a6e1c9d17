"""dbt model: frozen KMeans models against refits, over time."""

from segmentation import SegmentModel, apart, frame, read_policy, read_snapshots, simulate_ageing

COLUMNS = {
    "origin_date": "datetime64[us]",
    "as_of_date": "datetime64[us]",
    "recipe": "str",
    "comparison": "str",
    "cluster_number": "int32",
    "other_cluster_number": "int32",
    "segment_id": "Int32",
    "customer_count": "int64",
}


def model(dbt, session):
    """Return one row per origin, step, comparison and pair of clusters."""
    policy = read_policy(dbt.ref("int_policy"))
    entries = policy["recipes"][policy["recipe"]]
    features = [entry["feature"] for entry in entries]
    steps = dbt.ref("int_stability_steps").order("origin_date, as_of_date")
    steps = steps.project("origin_date, as_of_date").fetchall()
    centroids = dbt.ref("ml_kmeans_centroids").df()
    fits = {date.date(): rows for date, rows in centroids.groupby("as_of_date")}
    points, scalers = dbt.ref("int_feature_points"), dbt.ref("int_feature_scalers")
    dates = sorted({*fits, *(each for step in steps for each in step)})
    snapshots = read_snapshots(points, scalers, policy, dates)
    comparisons = apart(
        simulate_ageing,
        steps,
        snapshots,
        [SegmentModel.from_rows(rows, features, snapshots[date]) for date, rows in fits.items()],
        policy["kmeans_cluster_count"],
        [number for number, entry in enumerate(entries) if entry["ages"]],
        policy["random_state"],
        policy["segment_overlap_threshold"],
    )
    rows = [
        (each.origin_date, each.as_of_date, policy["recipe"], each.name, *pair)
        for each in comparisons
        for pair in each.pairs()
    ]
    return frame(rows, COLUMNS)
