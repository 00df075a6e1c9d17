"""dbt model: the DBSCAN cluster of every point, as of the current date."""

import pandas as pd
from segmentation import fit_dbscan, read_snapshot, round_radius, scaled_min_samples

COLUMNS = {
    "point_id": "int64",
    "cluster_number": "int32",
    "is_core": "bool",
    "eps": "float64",
    "min_samples": "int32",
}


def model(dbt, session):
    """Return one row per point; noise has the cluster number -1."""
    policy = dbt.config.get("meta")
    recipe = policy["recipe"]
    features = [entry["feature"] for entry in policy["recipes"][recipe]]
    dates = dbt.ref("int_as_of_dates").filter("is_current").project("as_of_date").fetchall()
    points, scalers = dbt.ref("int_feature_points"), dbt.ref("int_feature_scalers")
    knees = dbt.ref("ml_dbscan_distances").project("knee_distance").limit(1).fetchall()
    rows = pd.DataFrame(columns=list(COLUMNS))
    for (as_of_date,) in dates:
        eps = policy["eps"] or round_radius(knees[0][0])
        if not eps:
            raise ValueError(
                "the k-distance curve has no knee, so it gives no radius for DBSCAN; set var "
                "dbscan_eps, or another dbscan_min_samples"
            )
        now = read_snapshot(points, scalers, recipe, features, as_of_date)
        min_samples = scaled_min_samples(policy["min_samples"], now.weights)
        fit = fit_dbscan(now.points, now.weights, eps, min_samples)
        rows = pd.DataFrame(
            {
                # points are numbered from 1 in the order of point_id
                "point_id": range(1, len(now.points) + 1),
                "cluster_number": fit.labels,
                "is_core": fit.is_core,
                "eps": eps,
                "min_samples": min_samples,
            }
        )
    return rows.astype(COLUMNS)
