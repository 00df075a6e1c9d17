"""Clustering of weighted points: pure functions over arrays, called by the dbt Python models."""

from threadpoolctl import threadpool_limits

from segmentation.apart import apart
from segmentation.comparison import (
    EVALUATION_COLUMNS,
    Customers,
    evaluate_dbscan,
    evaluate_each,
    evaluate_kmeans,
    evaluate_ward,
    feature_contributions,
)
from segmentation.dbscan import (
    distance_curve,
    fit_dbscan,
    k_distances,
    knee,
    round_radius,
    scaled_min_samples,
)
from segmentation.evaluation import (
    adjusted_rand_index,
    calinski_harabasz,
    davies_bouldin,
    inertia,
    nearest_centroids,
    prediction_strengths,
    silhouettes,
)
from segmentation.exploration import (
    AXES,
    kendall_tau_b,
    normality_tests,
    principal_components,
)
from segmentation.kmeans import fit_kmeans
from segmentation.points import NOISE, coarsen
from segmentation.reference import (
    independent_columns,
    null_silhouettes,
    silhouette_errors,
)
from segmentation.snapshots import Scaler, Snapshot
from segmentation.stability import (
    compare_with_refit,
    frozen_segments,
    match_quantiles,
    simulate_ageing,
)
from segmentation.tables import frame, read_policy, read_snapshots
from segmentation.versions import SegmentModel, fit_versions, match_segments
from segmentation.ward import WardTop, cut_ward, fit_ward, ward_top

# One thread per calculation: several add up in an order of their own, and last digits differ. For
# the whole process, because dbt runs Python models side by side in one.
threadpool_limits(limits=1, user_api="blas")
