"""dbt model: how good each choice of recipe, algorithm and parameters is, by several measures."""

import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
from segmentation import (
    adjusted_rand_index,
    calinski_harabasz,
    cut_ward,
    davies_bouldin,
    distance_curve,
    fit_dbscan,
    fit_kmeans,
    fit_ward,
    inertia,
    k_distances,
    knee,
    nearest_centroids,
    prediction_strengths,
    silhouettes,
)
from threadpoolctl import threadpool_limits

COLUMNS = {
    "recipe": "str",
    "algorithm": "str",
    "parameters": "str",
    "cluster_count": "int32",
    "noise_share": "float64",
    "smallest_cluster_share": "float64",
    "inertia": "float64",
    "silhouette": "float64",
    "davies_bouldin": "float64",
    "calinski_harabasz": "float64",
    "seed_ari": "float64",
    "prediction_strength": "float64",
}
# Other seeds that a KMeans fit is compared with.
SEED_COUNT = 3


def model(dbt, session):
    """Return one row per recipe, algorithm and parameters."""
    policy = dbt.config.get("meta")
    all_points = dbt.ref("int_feature_points").join(
        dbt.ref("int_as_of_dates").filter("is_current"), "as_of_date"
    )
    all_tuples = dbt.ref("int_feature_tuples").set_alias("tuples")
    leaves = dbt.ref("ml_ward_leaves").set_alias("leaves")
    merges = dbt.ref("ml_ward_merges")
    recipes = []
    for recipe, entries in policy["recipes"].items():
        features = [entry["feature"] for entry in entries]
        points = all_points.filter(f"recipe = '{recipe}'").order("point_id").df()
        tuples = (
            all_tuples.join(leaves, "recipe, tuple_id")
            .filter(f"recipe = '{recipe}'")
            .order("tuple_id")
            .df()
        )
        if tuples.empty:
            continue
        cuts = merges.filter(f"recipe = '{recipe}'").order("cluster_count, leaf_number").df()
        recipes.append((recipe, features, points, tuples, cuts, policy))
    # one thread per recipe, and one per calculation, so that sums are always in the same order
    with threadpool_limits(limits=1), ThreadPoolExecutor() as pool:
        rows = [
            row for part in pool.map(lambda each: evaluate_recipe(*each), recipes) for row in part
        ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def evaluate_recipe(recipe, features, points, tuples, cuts, policy) -> list[dict]:
    """Fit on the recipe's points, measure on the customers' tuples."""
    coordinates, weights = points[features].to_numpy(), points["customer_count"].to_numpy()
    exact, exact_weights = tuples[features].to_numpy(), tuples["customer_count"].to_numpy()
    # points are numbered from 1 in the order of point_id
    point_of_tuple = tuples["point_id"].to_numpy() - 1
    seed = policy["random_state"]
    most_clusters = min(len(np.unique(coordinates, axis=0)), cuts["cluster_count"].max())
    counts = [k for k in policy["cluster_counts"] if k <= most_clusters]

    choices, labelings = [], []
    strengths = prediction_strengths(
        coordinates,
        weights,
        lambda p, w: [fit_kmeans(p, w, min(k, len(p)), seed).labels for k in counts],
        seed,
    )
    for k, strength in zip(counts, strengths, strict=True):
        fit = fit_kmeans(coordinates, weights, k, seed)
        others = [
            fit_kmeans(coordinates, weights, k, seed + shift).labels
            for shift in range(1, SEED_COUNT + 1)
        ]
        agreements = [adjusted_rand_index(fit.labels, other, weights) for other in others]
        labelings.append(nearest_centroids(exact, fit.centroids))
        choices.append(
            {
                "algorithm": "kmeans",
                "parameters": {"kmeans_cluster_count": k},
                "seed_ari": np.mean(agreements),
                "prediction_strength": strength,
            }
        )

    def ward_labelings(half_points, half_weights):
        tree = fit_ward(half_points, half_weights)
        return [cut_ward(tree, half_weights, min(k, len(half_points))) for k in counts]

    strengths = prediction_strengths(coordinates, weights, ward_labelings, seed)
    for k, strength in zip(counts, strengths, strict=True):
        cluster_of_leaf = cuts.loc[cuts["cluster_count"] == k, "cluster_number"].to_numpy()
        labelings.append(cluster_of_leaf[tuples["leaf_number"]])
        choices.append(
            {
                "algorithm": "ward",
                "parameters": {"ward_cluster_count": k},
                "prediction_strength": strength,
            }
        )

    for min_samples in policy["min_samples"]:
        radius = knee(*distance_curve(k_distances(coordinates, weights, min_samples), weights))
        for factor in policy["eps_factors"] if radius > 0 else []:
            eps = float(f"{radius * factor:.3g}")
            labelings.append(
                fit_dbscan(coordinates, weights, eps, min_samples).labels[point_of_tuple]
            )
            choices.append(
                {
                    "algorithm": "dbscan",
                    "parameters": {"dbscan_eps": eps, "dbscan_min_samples": min_samples},
                }
            )

    scores = silhouettes(exact, exact_weights, labelings)
    return [
        choice
        | measures(exact, exact_weights, labels)
        | {"recipe": recipe, "parameters": json.dumps(choice["parameters"]), "silhouette": score}
        for choice, labels, score in zip(choices, labelings, scores, strict=True)
    ]


def measures(points, weights, labels) -> dict:
    """Measure one labeling; noise (-1) counts for its share only."""
    sizes = np.bincount(labels[labels >= 0], weights=weights[labels >= 0])
    return {
        "cluster_count": len(sizes),
        "noise_share": weights[labels < 0].sum() / weights.sum(),
        "smallest_cluster_share": sizes.min(initial=weights.sum()) / weights.sum(),
        "inertia": inertia(points, weights, labels),
        "davies_bouldin": davies_bouldin(points, weights, labels),
        "calinski_harabasz": calinski_harabasz(points, weights, labels),
    }
