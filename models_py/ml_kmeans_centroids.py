"""dbt model: KMeans centroids of every model version, in scaled feature space."""

import pandas as pd
from segmentation import fit_kmeans, silhouettes

COLUMNS = {
    "model_version": "int32",
    "as_of_date": "datetime64[us]",
    "recipe": "str",
    "cluster_number": "int32",
    "customer_count": "int64",
    "feature": "str",
    "centroid_scaled": "float64",
    "point_count": "int64",
    "inertia": "float64",
    "silhouette": "float64",
}


def model(dbt, session):
    """Return one row per model version, cluster and feature."""
    policy = dbt.config.get("meta")
    recipe, random_state = policy["recipe"], policy["random_state"]
    features = [entry["feature"] for entry in policy["recipes"][recipe]]
    fits = dbt.ref("int_as_of_dates").filter("model_version is not null").order("model_version")
    points = dbt.ref("int_feature_points").filter(f"recipe = '{recipe}'").order("point_id")

    rows = []
    for as_of_date, model_version in fits.project("as_of_date, model_version").fetchall():
        at_date = points.filter(f"as_of_date = date '{as_of_date}'").df()
        coordinates, weights = at_date[features].to_numpy(), at_date["customer_count"].to_numpy()
        fit = fit_kmeans(coordinates, weights, policy["cluster_count"], random_state)
        (score,) = silhouettes(coordinates, weights, fit.labels, max_evaluated=5_000)
        rows += [
            (
                model_version,
                as_of_date,
                recipe,
                cluster_number,
                fit.cluster_weights[cluster_number],
                feature,
                centroid[position],
                len(at_date),
                fit.inertia,
                score,
            )
            for cluster_number, centroid in enumerate(fit.centroids)
            for position, feature in enumerate(features)
        ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
