"""dbt model: frozen KMeans models against refits, over time."""

import numpy as np
import pandas as pd
from segmentation import SegmentModel, count_pairs, fit_as_of, match_segments, read_snapshot

COLUMNS = {
    "origin_date": "datetime64[us]",
    "as_of_date": "datetime64[us]",
    "recipe": "str",
    "comparison": "str",
    "segment_id": "int32",
    "other_segment_id": "int32",
    "customer_count": "int64",
}


def model(dbt, session):
    """Return one row per origin, step, comparison and pair of segments."""
    policy = dbt.config.get("meta")
    recipe, random_state, count = policy["recipe"], policy["random_state"], policy["cluster_count"]
    features = [entry["feature"] for entry in policy["recipes"][recipe]]
    ageing = [features.index(each) for each in policy["ageing_features"] if each in features]
    points, scalers = dbt.ref("int_feature_points"), dbt.ref("int_feature_scalers")
    versions = dbt.ref("ml_kmeans_centroids")
    steps = dbt.ref("int_stability_steps").order("origin_date, as_of_date")
    steps = steps.project("origin_date, as_of_date").fetchall()
    origins = {origin_date for origin_date, _ in steps}
    dates = sorted(origins.union(as_of_date for _, as_of_date in steps))
    snapshots = {date: read_snapshot(points, scalers, recipe, features, date) for date in dates}

    def segment_ids(origin_date):
        """Return the segments of the version in force that an origin's clusters are like.

        Clusters that are like none of them have negative numbers.
        """
        in_force = versions.filter(f"as_of_date <= date '{origin_date}'").df()
        if in_force.empty:
            return -np.arange(1, count + 1)
        rows = in_force[in_force["as_of_date"] == in_force["as_of_date"].max()]
        fitted_on = rows["as_of_date"].iloc[0].date()
        fitted_on = read_snapshot(points, scalers, recipe, features, fitted_on)
        origin = snapshots[origin_date]
        ids = match_segments(
            fits[origin_date][0].labels,
            SegmentModel.from_rows(rows, features, fitted_on).segments_of(origin),
            origin.weights,
            policy["min_overlap"],
            highest_id := in_force["segment_id"].max(),
        ).segment_ids
        return np.where(ids > highest_id, highest_id - ids, ids)

    seeds = [random_state, random_state + 1]
    fits = {each: fit_as_of(each, snapshots[each], count, seeds) for each in dates}
    ids_of_origin = {origin_date: segment_ids(origin_date) for origin_date in origins}
    rows = [
        (
            origin_date,
            as_of_date,
            recipe,
            comparison,
            # frozen clusters by the segments they are, refits by number
            number + 1 if comparison == "ceiling" else ids_of_origin[origin_date][number],
            other_number + 1,
            customers,
        )
        for origin_date, as_of_date in steps
        for comparison, table in count_pairs(
            snapshots[origin_date],
            fits[origin_date][0],
            snapshots[as_of_date],
            fits[as_of_date],
            ageing,
            random_state,
        ).items()
        # all pairs, so that a frozen segment that has lost its customers is still seen
        for (number, other_number), customers in np.ndenumerate(table)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
