"""dbt model: KMeans centroids of every model version, in scaled feature space."""

from segmentation import fit_versions, frame, read_policy, read_snapshots

COLUMNS = {
    "model_version": "int32",
    "as_of_date": "datetime64[us]",
    "recipe": "str",
    "segment_id": "int32",
    "overlap": "float64",
    "customer_count": "int64",
    "feature": "str",
    "centroid_scaled": "float64",
    "point_count": "int64",
    "inertia": "float64",
    "silhouette": "float64",
}


def model(dbt, session):
    """Return one row per model version, segment and feature."""
    policy = read_policy(dbt.ref("int_policy"))
    recipe = policy["recipe"]
    features = [entry["feature"] for entry in policy["recipes"][recipe]]
    fits = dbt.ref("int_model_versions").filter("algorithm = 'kmeans'")
    fits = fits.order("model_version").project("valid_from").fetchall()
    snapshots = read_snapshots(
        dbt.ref("int_feature_points"), dbt.ref("int_feature_scalers"), policy, [d for (d,) in fits]
    )
    versions = fit_versions(
        list(snapshots.values()),
        policy["kmeans_cluster_count"],
        policy["random_state"],
        policy["segment_overlap_threshold"],
    )
    rows = [
        {"model_version": number, "as_of_date": version.model.as_of_date, "recipe": recipe} | row
        for number, version in enumerate(versions, start=1)
        for row in version.rows(features)
    ]
    return frame(rows, COLUMNS)
