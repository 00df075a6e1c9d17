"""dbt model: the k-distance curve of the customers, from which the radius of DBSCAN is read."""

import pandas as pd
from segmentation import distance_curve, k_distances, knee

COLUMNS = {
    "customer_share": "float64",
    "distance": "float64",
    "knee_distance": "float64",
    "min_samples": "int32",
}


def model(dbt, session):
    """Return one row per step of the curve, with its knee repeated on each row."""
    policy = dbt.config.get("meta")
    recipe, min_samples = policy["recipe"], policy["min_samples"]
    features = [entry["feature"] for entry in policy["recipes"][recipe]]
    dates = dbt.ref("int_as_of_dates").filter("is_current").project("as_of_date").fetchall()
    points = dbt.ref("int_feature_points").filter(f"recipe = '{recipe}'").order("point_id")
    rows = pd.DataFrame(columns=list(COLUMNS))
    for (as_of_date,) in dates:
        at_date = points.filter(f"as_of_date = date '{as_of_date}'").df()
        weights = at_date["customer_count"].to_numpy()
        distances = k_distances(at_date[features].to_numpy(), weights, min_samples)
        shares, curve = distance_curve(distances, weights)
        rows = pd.DataFrame(
            {
                "customer_share": shares,
                "distance": curve,
                "knee_distance": knee(shares, curve),
                "min_samples": min_samples,
            }
        )
    return rows.astype(COLUMNS)
