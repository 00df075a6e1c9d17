"""dbt model: KMeans centroids of every model version, in scaled feature space."""

from functools import cache

import numpy as np
import pandas as pd
from segmentation import SegmentModel, fit_kmeans, match_segments, read_snapshot, silhouettes

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
# Seed of the fit whose clusters, numbered by size, give the segments of the first version their
# numbers; so they do not depend on var random_state.
REFERENCE_SEED = 0


def model(dbt, session):
    """Return one row per model version, segment and feature."""
    policy = dbt.config.get("meta")
    recipe, random_state, count = policy["recipe"], policy["random_state"], policy["cluster_count"]
    features = [entry["feature"] for entry in policy["recipes"][recipe]]
    points, scalers = dbt.ref("int_feature_points"), dbt.ref("int_feature_scalers")
    fits = dbt.ref("int_as_of_dates").filter("is_fit").order("model_version")
    fits = fits.project("model_version, as_of_date").fetchall()

    @cache
    def snapshot(as_of_date):
        return read_snapshot(points, scalers, recipe, features, as_of_date)

    frames, highest_id, last = [pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)], 0, None
    for model_version, as_of_date in fits:
        now = snapshot(as_of_date)
        try:
            fit = fit_kmeans(now.points, now.weights, count, random_state)
        except ValueError as error:
            raise ValueError(
                f"KMeans version {model_version}, as of {as_of_date} (see vars "
                f"first_training_weeks, refit_every_weeks and history_start_date): {error}"
            ) from error
        if last is None:
            reference = fit_kmeans(now.points, now.weights, count, REFERENCE_SEED)
            match = match_segments(fit.labels, reference.labels + 1, now.weights, 0, count)
            overlaps = np.full(count, np.nan)
        else:
            last_rows, last_date = last
            last_model = SegmentModel.from_rows(last_rows, features, snapshot(last_date))
            match = match_segments(
                fit.labels,
                last_model.segments_of(now),
                now.weights,
                policy["min_overlap"],
                highest_id,
            )
            overlaps = match.overlaps
        (score,) = silhouettes(now.points, now.weights, fit.labels, max_evaluated=5_000)
        rows = pd.DataFrame(
            [
                (
                    model_version,
                    as_of_date,
                    recipe,
                    match.segment_ids[cluster],
                    overlaps[cluster],
                    fit.cluster_weights[cluster],
                    feature,
                    centroid[position],
                    len(now.points),
                    fit.inertia,
                    score,
                )
                for cluster, centroid in enumerate(fit.centroids)
                for position, feature in enumerate(features)
            ],
            columns=list(COLUMNS),
        )
        frames.append(rows.astype(COLUMNS))
        highest_id = max(highest_id, rows["segment_id"].max())
        last = rows, as_of_date
    return pd.concat(frames)
