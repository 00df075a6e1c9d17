"""dbt model: the DBSCAN cluster of every point, as of the current date."""

import pandas as pd
from segmentation import fit_dbscan, round_radius

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
    recipe, min_samples = policy["recipe"], policy["min_samples"]
    features = [entry["feature"] for entry in policy["recipes"][recipe]]
    dates = dbt.ref("int_as_of_dates").filter("is_current").project("as_of_date").fetchall()
    points = dbt.ref("int_feature_points").filter(f"recipe = '{recipe}'").order("point_id")
    knees = dbt.ref("ml_dbscan_distances").project("knee_distance").limit(1).fetchall()
    rows = pd.DataFrame(columns=list(COLUMNS))
    for (as_of_date,) in dates:
        eps = policy["eps"] or round_radius(knees[0][0])
        if not eps:
            raise ValueError(
                "the k-distance curve has no knee, so it gives no radius for DBSCAN; set var "
                "dbscan_eps, or another dbscan_min_samples"
            )
        at_date = points.filter(f"as_of_date = date '{as_of_date}'").df()
        weights = at_date["customer_count"].to_numpy()
        fit = fit_dbscan(at_date[features].to_numpy(), weights, eps, min_samples)
        rows = pd.DataFrame(
            {
                "point_id": at_date["point_id"],
                "cluster_number": fit.labels,
                "is_core": fit.is_core,
                "eps": eps,
                "min_samples": min_samples,
            }
        )
    return rows.astype(COLUMNS)
