"""dbt model: the k-distance curve of the customers, from which the radius of DBSCAN is read."""

import pandas as pd

from segmentation import distance_curve, frame, read_policy, read_snapshots, scaled_min_samples

COLUMNS = {
    "customer_share": "float64",
    "distance": "float64",
    "knee_distance": "float64",
    "min_samples": "int32",
}


def model(dbt, session):
    """Return one row per step of the curve, with its knee repeated on each row."""
    policy = read_policy(dbt.ref("int_policy"))
    dates = dbt.ref("int_feature_means").filter("is_current").project("as_of_date").fetchall()
    snapshots = read_snapshots(
        dbt.ref("int_feature_points"), dbt.ref("int_feature_scalers"), policy, [d for (d,) in dates]
    )
    frames = [frame([], COLUMNS)]
    for now in snapshots.values():
        min_samples = scaled_min_samples(policy["dbscan_min_samples"], now.weights)
        shares, curve, knee = distance_curve(now.points, now.weights, min_samples)
        steps = {"customer_share": shares, "distance": curve, "knee_distance": knee}
        frames.append(frame(steps | {"min_samples": min_samples}, COLUMNS))
    return pd.concat(frames)
