"""dbt model: the k-distance curve of the customers, from which the radius of DBSCAN is read."""

import pandas as pd
from segmentation import distance_curve, read_snapshot, scaled_min_samples

COLUMNS = {
    "customer_share": "float64",
    "distance": "float64",
    "knee_distance": "float64",
    "min_samples": "int32",
}


def model(dbt, session):
    """Return one row per step of the curve, with its knee repeated on each row."""
    policy = dbt.config.get("meta")
    recipe = policy["recipe"]
    features = [entry["feature"] for entry in policy["recipes"][recipe]]
    dates = dbt.ref("int_as_of_dates").filter("is_current").project("as_of_date").fetchall()
    points, scalers = dbt.ref("int_feature_points"), dbt.ref("int_feature_scalers")
    rows = pd.DataFrame(columns=list(COLUMNS))
    for (as_of_date,) in dates:
        now = read_snapshot(points, scalers, recipe, features, as_of_date)
        min_samples = scaled_min_samples(policy["min_samples"], now.weights)
        shares, curve, knee = distance_curve(now.points, now.weights, min_samples)
        rows = pd.DataFrame(
            {
                "customer_share": shares,
                "distance": curve,
                "knee_distance": knee,
                "min_samples": min_samples,
            }
        )
    return rows.astype(COLUMNS)
