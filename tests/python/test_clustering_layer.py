"""DBSCAN, Ward and the evaluation of a whole build against independent implementations."""

import fastcluster
import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster
from sklearn import metrics
from sklearn.cluster import DBSCAN, KMeans

import segmentation as sg
from conftest import Build
from test_kmeans_segments import FEATURES, scaled  # noqa: F401

ALGORITHMS = ["dbscan", "kmeans", "rfm", "ward"]


@pytest.fixture(scope="module")
def labels(shop: Build) -> dict[str, np.ndarray]:
    """Return the segment of every customer by each algorithm, in the order of the customers."""
    return {
        algorithm: np.array(
            shop.rows(
                "select segment_id from marts.customer_segments "
                f"where algorithm = '{algorithm}' order by customer_unique_id"
            )
        ).ravel()
        for algorithm in ALGORITHMS
    }


@pytest.fixture(scope="module")
def fitted(shop: Build) -> dict[str, np.ndarray]:
    """Return the segment of every customer by the fits as of the current date, as labels."""
    rows = shop.frame(
        "select dbscan.cluster_number + 1 as dbscan, ward.cluster_number + 1 as ward "
        "from intermediate.int_customer_points "
        "join marts.dim_customers using (customer_key) "
        "join ml.ml_dbscan_labels as dbscan using (point_id) "
        "join ml.ml_ward_labels as ward using (value_id) "
        "where ward.recipe = 'behaviour' order by customer_unique_id"
    )
    return {algorithm: rows[algorithm].to_numpy() for algorithm in rows}


def within_sum_of_squares(rows: np.ndarray, labels: np.ndarray) -> float:
    return sum(
        ((cluster - cluster.mean(axis=0)) ** 2).sum()
        for cluster in (rows[labels == label] for label in np.unique(labels))
    )


def test_every_algorithm_places_every_customer(labels: dict, scaled: np.ndarray) -> None:  # noqa: F811
    assert {algorithm: len(found) for algorithm, found in labels.items()} == dict.fromkeys(
        ALGORITHMS, len(scaled)
    )


def test_who_has_not_reviewed_yet_is_a_segment_and_all_others_are_as_fitted(
    shop: Build, labels: dict, fitted: dict
) -> None:
    reviewed = shop.frame(
        "select mean_review_score is not null as reviewed from marts.customer_features "
        "order by customer_unique_id"
    ).reviewed.to_numpy()
    assert 0 < reviewed.mean() < 1
    for algorithm, expected in fitted.items():
        np.testing.assert_array_equal(labels[algorithm], np.where(reviewed, expected, -1))
    np.testing.assert_array_equal(labels["kmeans"] == -1, ~reviewed)


def test_ward_is_as_good_as_exact_ward_on_rows(
    shop: Build,
    fitted: dict,
    scaled: np.ndarray,  # noqa: F811
) -> None:
    cluster_count = len(np.unique(fitted["ward"]))
    tree = fastcluster.linkage_vector(scaled, "ward")
    expected = within_sum_of_squares(scaled, fcluster(tree, cluster_count, "maxclust"))
    assert within_sum_of_squares(scaled, fitted["ward"]) <= 1.01 * expected


def test_dbscan_on_distinct_values_is_scikit_learns_on_rows(
    shop: Build,
    scaled: np.ndarray,  # noqa: F811
) -> None:
    chosen = np.random.default_rng(0).permutation(len(scaled))[:20_000]
    rows = scaled[chosen]
    points, inverse, weights = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    eps, min_samples = 0.05, max(5, len(rows) // 1000)
    fit = sg.fit_dbscan(points, weights, eps, min_samples)
    expected = DBSCAN(eps=eps, min_samples=min_samples).fit(rows)
    is_core = np.isin(np.arange(len(rows)), expected.core_sample_indices_)
    np.testing.assert_array_equal(fit.is_core[inverse], is_core)
    np.testing.assert_array_equal((fit.labels == sg.NOISE)[inverse], expected.labels_ == -1)
    agreement = metrics.adjusted_rand_score(fit.labels[inverse][is_core], expected.labels_[is_core])
    assert agreement == 1
    assert 0 < is_core.mean() < 1


def test_dbscan_segments_are_those_of_the_grid(shop: Build, fitted: dict) -> None:
    """Noise and clusters of customers are those of scikit-learn on the customers' points."""
    rows = shop.frame(
        "select points.*, labels.eps, labels.min_samples "
        "from intermediate.int_feature_points as points "
        "join ml.ml_dbscan_labels as labels using (point_id) "
        "join intermediate.int_as_of_dates as dates using (as_of_date) "
        "where dates.is_current and recipe = 'behaviour' order by point_id"
    )
    customers = shop.rows(
        "select point_id from intermediate.int_customer_points "
        "join marts.dim_customers using (customer_key) order by customer_unique_id"
    )
    expected = DBSCAN(eps=rows.eps[0], min_samples=rows.min_samples[0]).fit(
        rows[FEATURES].to_numpy(), sample_weight=rows.customer_count
    )
    of_customers = expected.labels_[np.array(customers).ravel() - 1]
    np.testing.assert_array_equal(of_customers == -1, fitted["dbscan"] == 0)
    assert metrics.adjusted_rand_score(of_customers, fitted["dbscan"]) > 0.9999


def test_agreement_is_that_of_scikit_learn(shop: Build, labels: dict) -> None:
    rows = shop.rows(
        "select algorithm, other_algorithm, adjusted_rand_index from marts.algorithm_agreement"
    )
    assert len(rows) == 12
    for algorithm, other, agreement in rows:
        expected = metrics.adjusted_rand_score(labels[algorithm], labels[other])
        assert agreement == pytest.approx(expected)


def test_evaluation_of_the_configured_model(
    shop: Build,
    fitted: dict,
    scaled: np.ndarray,  # noqa: F811
) -> None:
    """The configured choice is measured on a fit as of the current date."""
    ((silhouette, davies_bouldin, calinski_harabasz, inertia),) = shop.rows(
        "select silhouette, davies_bouldin, calinski_harabasz, inertia "
        "from marts.model_evaluation where is_configured"
    )
    rows = shop.frame(
        "select points.* from intermediate.int_feature_points as points "
        "join intermediate.int_as_of_dates as dates using (as_of_date) "
        "where dates.is_current and recipe = 'behaviour' order by point_id"
    )
    fit = sg.fit_kmeans(rows[FEATURES].to_numpy(), rows.customer_count, 4, 42)
    found = sg.nearest_centroids(scaled, fit.centroids)
    assert davies_bouldin == pytest.approx(metrics.davies_bouldin_score(scaled, found), rel=1e-4)
    assert calinski_harabasz == pytest.approx(
        metrics.calinski_harabasz_score(scaled, found), rel=1e-4
    )
    assert inertia == pytest.approx(within_sum_of_squares(scaled, found), rel=1e-4)
    # the library is tested against scikit-learn; here every customer against every other
    points, inverse, weights = np.unique(scaled, axis=0, return_inverse=True, return_counts=True)
    labelings = np.zeros((2, len(points)), dtype=int)
    labelings[0][inverse], labelings[1][inverse] = found, fitted["dbscan"] - 1
    everybody = {"max_evaluated": len(points), "max_targets": len(points)}
    exact = sg.silhouettes(points, weights, labelings, **everybody)
    # a finalist: of every customer
    assert silhouette == pytest.approx(exact[0], abs=0.0005)
    ((silhouette,),) = shop.rows(
        "select evaluation.silhouette from marts.model_evaluation as evaluation "
        "join marts.segmentation_models as models using (recipe, algorithm, parameters) "
        "where algorithm = 'dbscan'"
    )
    # null where DBSCAN finds one cluster only, as on the sample
    found = np.nan if silhouette is None else silhouette
    assert found == pytest.approx(exact[1], abs=0.005, nan_ok=True)


def test_evaluation_tries_every_choice(shop: Build) -> None:
    tried = dict(
        shop.rows(
            "select recipe || ' ' || algorithm, count(*) from marts.model_evaluation group by all"
        )
    )
    assert tried == {
        f"{recipe} {algorithm}": count
        for recipe in ("behaviour", "rfm_balanced")
        for algorithm, count in (("kmeans", 9), ("ward", 9), ("dbscan", 4))
    } | {"behaviour kmeans": 10}  # and the version in force


def test_the_version_in_force_is_measured_by_the_segments_of_the_customers(
    shop: Build,
    scaled: np.ndarray,  # noqa: F811
) -> None:
    ((fitted, valid_from, cluster_count, davies_bouldin, inertia),) = shop.rows(
        "select evaluation.fitted_as_of_date, models.valid_from, cluster_count, davies_bouldin, "
        "evaluation.inertia from marts.model_evaluation as evaluation "
        "join marts.segmentation_models as models using (recipe, algorithm) "
        "where is_in_force and is_current"
    )
    assert fitted == valid_from
    # who has not reviewed yet counts with the mean score, as in the fit
    features = shop.frame(
        f"select {', '.join(FEATURES)} from marts.customer_features order by customer_unique_id"
    ).astype(float)
    features = features.fillna(features.mean()).to_numpy()
    version = shop.frame(
        "from marts.kmeans_centroids where model_version = "
        "(select max(model_version) from marts.kmeans_centroids)"
    )
    centroids, scales = (
        version.pivot(index="segment_id", columns="feature", values=column)[FEATURES].to_numpy()
        for column in ("centroid", "scaler_scale")
    )
    distances = ((features[:, None, :] - centroids) / scales) ** 2
    nearest = distances.sum(axis=2).argmin(axis=1)
    assert cluster_count == len(np.unique(nearest))
    expected = metrics.davies_bouldin_score(scaled, nearest)
    assert davies_bouldin == pytest.approx(expected, rel=1e-3)
    assert inertia == pytest.approx(within_sum_of_squares(scaled, nearest), rel=1e-3)


def test_the_null_reference_is_that_of_permuted_customers(
    shop: Build,
    scaled: np.ndarray,  # noqa: F811
) -> None:
    """On Olist about 0.47 for four segments, as much as the customers themselves have."""
    ((null_silhouette, stddev),) = shop.rows(
        "select null_silhouette, null_silhouette_stddev from marts.model_evaluation "
        "where is_configured"
    )
    generator = np.random.default_rng(0)
    permuted = np.column_stack([generator.permutation(column) for column in scaled.T])
    fit = KMeans(4, n_init=10, random_state=0).fit(permuted)
    size = min(10_000, len(permuted))
    found = metrics.silhouette_score(permuted, fit.labels_, sample_size=size, random_state=0)
    assert null_silhouette == pytest.approx(found, abs=0.01)
    assert 0 < stddev < 0.01


def test_contributions_are_those_of_fits_on_customers(
    shop: Build,
    scaled: np.ndarray,  # noqa: F811
) -> None:
    rows = shop.frame(
        "select * from marts.feature_contributions where recipe = 'behaviour'"
    ).set_index("feature")
    shares = scaled.var(axis=0) / scaled.var(axis=0).sum()
    np.testing.assert_allclose(rows.variance_share[FEATURES], shares, rtol=1e-3)

    def labels(columns: np.ndarray) -> np.ndarray:
        return KMeans(4, n_init=10, random_state=0).fit(scaled[:, columns]).labels_

    everything = labels(np.arange(len(FEATURES)))
    for number, feature in enumerate(FEATURES):
        others = labels(np.arange(len(FEATURES)) != number)
        expected = metrics.adjusted_rand_score(everything, others)
        assert rows.ari_without_feature[feature] == pytest.approx(expected, abs=0.03), feature
    live = labels(~rows.is_dead[FEATURES].to_numpy(bool))
    expected = metrics.adjusted_rand_score(everything, live)
    assert rows.ari_of_live_features.unique() == pytest.approx([expected], abs=0.03)


def test_ward_merges_are_increases_of_inertia(shop: Build) -> None:
    """The heights of the dendrogram are the differences of the evaluated inertias."""
    inertias = dict(
        shop.rows(
            "select cluster_count, inertia from marts.model_evaluation "
            "where recipe = 'behaviour' and algorithm = 'ward'"
        )
    )
    heights = dict(
        shop.rows(
            "select cluster_count, merge_height from marts.ward_merges where recipe = 'behaviour'"
        )
    )
    assert set(heights) == set(range(2, 31))
    for cluster_count in range(3, 11):
        assert heights[cluster_count] == pytest.approx(
            inertias[cluster_count - 1] - inertias[cluster_count]
        )
