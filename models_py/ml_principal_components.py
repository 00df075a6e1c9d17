"""dbt model: the first two principal components of the points, as of the current date."""

import pandas as pd

from segmentation import AXES, frame, principal_components, read_policy, read_snapshots

COLUMNS = {
    "axis": "str",
    "feature": "str",
    "feature_mean": "float64",
    "loading": "float64",
    "explained_variance_share": "float64",
}


def model(dbt, session):
    """Return one row per axis and feature of the configured recipe."""
    policy = read_policy(dbt.ref("int_policy"))
    features = [entry["feature"] for entry in policy["recipes"][policy["recipe"]]]
    dates = dbt.ref("int_feature_means").filter("is_current").project("as_of_date").fetchall()
    snapshots = read_snapshots(
        dbt.ref("int_feature_points"), dbt.ref("int_feature_scalers"), policy, [d for (d,) in dates]
    )
    frames = [frame([], COLUMNS)]
    for now in snapshots.values():
        found = principal_components(now.points, now.weights)
        for axis, loadings, share in zip(AXES, found.loadings, found.shares, strict=True):
            rows = {"axis": axis, "feature": features, "feature_mean": found.means}
            figures = {"loading": loadings, "explained_variance_share": share}
            frames.append(frame(rows | figures, COLUMNS))
    return pd.concat(frames)
