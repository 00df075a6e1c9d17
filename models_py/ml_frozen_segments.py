"""dbt model: which segment each cluster of the frozen models of the stability simulation is."""

from segmentation import (
    SegmentModel,
    fit_kmeans,
    frame,
    frozen_segments,
    read_policy,
    read_snapshots,
)

COLUMNS = {"origin_date": "datetime64[us]", "cluster_number": "int32", "segment_id": "Int32"}


def model(dbt, session):
    """Return one row per origin and cluster."""
    policy = read_policy(dbt.ref("int_policy"))
    features = [entry["feature"] for entry in policy["recipes"][policy["recipe"]]]
    origins = dbt.ref("int_stability_steps").project("origin_date").distinct().fetchall()
    origins = sorted(date for (date,) in origins)
    centroids = dbt.ref("ml_kmeans_centroids").df()
    fits = {date.date(): rows for date, rows in centroids.groupby("as_of_date")}
    points, scalers = dbt.ref("int_feature_points"), dbt.ref("int_feature_scalers")
    snapshots = read_snapshots(points, scalers, policy, sorted({*fits, *origins}))
    versions = [
        SegmentModel.from_rows(rows, features, snapshots[date]) for date, rows in fits.items()
    ]
    rows = []
    for origin_date in origins:
        origin = snapshots[origin_date]
        frozen = fit_kmeans(
            origin.points, origin.weights, policy["kmeans_cluster_count"], policy["random_state"]
        )
        ids = frozen_segments(frozen, origin, versions, policy["segment_overlap_threshold"])
        rows += [(origin_date, number, id) for number, id in enumerate(ids, start=1)]
    return frame(rows, COLUMNS)
