"""dbt model: the DBSCAN cluster of every point, as of the current date."""

import pandas as pd

from segmentation import fit_dbscan, frame, read_policy, read_snapshots, round_radius

COLUMNS = {
    "point_id": "int64",
    "cluster_number": "int32",
    "is_core": "bool",
    "eps": "float64",
    "min_samples": "int32",
}


def model(dbt, session):
    """Return one row per point; noise has the cluster number -1."""
    policy = read_policy(dbt.ref("int_policy"))
    dates = dbt.ref("int_feature_means").filter("is_current").project("as_of_date").fetchall()
    snapshots = read_snapshots(
        dbt.ref("int_feature_points"), dbt.ref("int_feature_scalers"), policy, [d for (d,) in dates]
    )
    curve = dbt.ref("ml_dbscan_distances").project("knee_distance, min_samples").limit(1).fetchall()
    frames = [frame([], COLUMNS)]
    for now, (knee, min_samples) in zip(snapshots.values(), curve, strict=True):
        eps = policy["dbscan_eps"] or round_radius(knee)
        if not eps:
            raise ValueError(
                "the k-distance curve has no knee, so it gives no radius for DBSCAN; set var "
                "dbscan_eps, or another dbscan_min_samples"
            )
        fit = fit_dbscan(now.points, now.weights, eps, min_samples)
        points = {"point_id": now.point_ids, "cluster_number": fit.labels, "is_core": fit.is_core}
        frames.append(frame(points | {"eps": eps, "min_samples": min_samples}, COLUMNS))
    return pd.concat(frames)
