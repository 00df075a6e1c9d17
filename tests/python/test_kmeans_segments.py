"""KMeans segments of a whole build against scikit-learn and against the generator's truth."""

import csv

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from conftest import SAMPLE_DIR, Build, features_as_of

FEATURES = ["recency_days", "order_count", "item_count", "spend_amount", "mean_review_score"]


@pytest.fixture(scope="module")
def scaled(shop: Build) -> np.ndarray:
    """Scale the public features of every customer as the recipe behaviour says."""
    features = shop.frame(
        f"select {', '.join(FEATURES)} from marts.customer_features order by customer_unique_id"
    ).astype(float)
    features = features.fillna(features.mean())
    return ((features - features.min()) / (features.max() - features.min())).to_numpy()


@pytest.fixture(scope="module")
def model(shop: Build) -> pd.DataFrame:
    """Return the centroids of the version in force with its scaler, by segment and feature."""
    return shop.frame(
        "select centroids.*, models.fitted_as_of_date, models.inertia "
        "from marts.kmeans_centroids as centroids join marts.segmentation_models as models "
        "on models.algorithm = 'kmeans' and models.is_current "
        "and centroids.model_version = models.model_version"
    )


@pytest.fixture(scope="module")
def centroids(model: pd.DataFrame) -> np.ndarray:
    """Return scaled centroids, one row per segment in the order of segment_id."""
    table = model.pivot(index="segment_id", columns="feature", values="centroid_scaled")
    return table[FEATURES].to_numpy()


def test_sql_scores_as_scikit_learn_predicts(
    shop: Build, model: pd.DataFrame, centroids: np.ndarray
) -> None:
    scaler = model.drop_duplicates("feature").set_index("feature").loc[FEATURES]
    features = shop.frame(
        f"select {', '.join(FEATURES)} from marts.customer_features order by customer_unique_id"
    ).astype(float)
    in_scale = (features - scaler.scaler_center) / scaler.scaler_scale
    is_known = in_scale.notna().all(axis=1).to_numpy()
    expected = KMeans(len(centroids), init=centroids, n_init=1, max_iter=1).fit(centroids)
    expected.cluster_centers_ = centroids
    rows = shop.frame(
        "select segment_id, nearest_segment_id, distance_to_centroid "
        "from marts.customer_segments "
        "where algorithm = 'kmeans' order by customer_unique_id"
    )
    assert len(rows) == len(features)
    segment_ids = np.sort(model.segment_id.unique())
    of_known, known = rows[is_known], in_scale[is_known].to_numpy()
    predicted = segment_ids[expected.predict(known)]
    assert (predicted == of_known.segment_id).all()
    assert (predicted == of_known.nearest_segment_id).all()
    np.testing.assert_allclose(
        of_known.distance_to_centroid, expected.transform(known).min(axis=1), atol=1e-5
    )
    # who has not reviewed yet is nearest to a centroid by the other features
    of_unknown, others = rows[~is_known], in_scale[~is_known].drop(columns="mean_review_score")
    distances = np.linalg.norm(others.to_numpy()[:, None] - centroids[:, :4], axis=2)
    assert len(of_unknown) > 0
    assert (of_unknown.segment_id == -1).all()
    assert (segment_ids[distances.argmin(axis=1)] == of_unknown.nearest_segment_id).all()
    np.testing.assert_allclose(of_unknown.distance_to_centroid, distances.min(axis=1), atol=1e-5)


def test_inertia_is_that_of_scikit_learn_on_exact_features(
    shop: Build, model: pd.DataFrame, centroids: np.ndarray
) -> None:
    features = features_as_of(shop, f"{model.fitted_as_of_date[0]:%Y-%m-%d}")[FEATURES]
    scaled = ((features - features.min()) / (features.max() - features.min())).to_numpy()
    squared = ((scaled[:, None, :] - centroids) ** 2).sum(axis=2)
    best = KMeans(len(centroids), n_init=10, random_state=0).fit(scaled).inertia_
    assert squared.min(axis=1).sum() <= 1.001 * best
    assert model.inertia[0] == pytest.approx(best, rel=0.01)


def test_segments_find_the_true_types_of_the_sample(sample: Build) -> None:
    path = SAMPLE_DIR.with_name("sample_customer_types.csv")
    with open(path, encoding="utf-8", newline="") as file:
        truth = {row["customer_unique_id"]: row["customer_type"] for row in csv.DictReader(file)}
    rows = sample.rows(
        "select customer_unique_id, segment_id from marts.customer_segments "
        "where algorithm = 'kmeans'"
    )
    agreement = adjusted_rand_score([truth[c] for c, _ in rows], [s for _, s in rows])
    print(f"adjusted Rand index of KMeans against the true types: {agreement:.3f}")
    # unscaled features reach 0.34, chance 0
    assert agreement > 0.42
