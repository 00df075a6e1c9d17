-- Figures in the text of README and docs, and tables without a query of their own, by name:
-- whether the segments are good. tools/fill_figures.py writes them.

-- name: least_seed_ari
select floor(100 * min(seed_ari)) / 100 from marts.model_evaluation where is_eligible

-- name: silhouette
select round(silhouette, 3) from marts.model_evaluation where recipe = 'behaviour' and is_chosen

-- name: null_silhouette
select round(null_silhouette, 3) from marts.model_evaluation where recipe = 'behaviour' and is_chosen

-- name: prediction_strength
select round(prediction_strength, 2) from marts.model_evaluation where recipe = 'behaviour' and is_chosen

-- name: largest_gap
select round(max(null_gap), 3) from marts.model_evaluation where is_eligible

-- name: review_variance_percent
select cast(round(100 * variance_share) as integer)
from marts.feature_contributions
where recipe = 'behaviour' and feature = 'mean_review_score'

-- name: recency_variance_percent
select cast(round(100 * variance_share) as integer)
from marts.feature_contributions
where recipe = 'behaviour' and feature = 'recency_days'

-- name: live_ari
select round(max(ari_of_live_features), 3) from marts.feature_contributions where recipe = 'behaviour'

-- name: in_force_silhouette
select round(silhouette, 3) from marts.model_evaluation where is_in_force

-- name: in_force_weeks
select cast(floor((as_of_date - fitted_as_of_date) / 7) as integer) from marts.model_evaluation where is_in_force

-- name: ward_two_strength
select round(prediction_strength, 2)
from marts.model_evaluation
where recipe = 'behaviour' and algorithm = 'ward' and cluster_count = 2

-- name: ward_more_strength
select round(max(prediction_strength), 2)
from marts.model_evaluation
where recipe = 'behaviour' and algorithm = 'ward' and cluster_count > 2

-- name: ward_log_two_strength
select round(prediction_strength, 2)
from marts.model_evaluation
where recipe = 'rfm_balanced' and algorithm = 'ward' and cluster_count = 2

-- name: ward_log_more_strength
select round(max(prediction_strength), 2)
from marts.model_evaluation
where recipe = 'rfm_balanced' and algorithm = 'ward' and cluster_count > 2

-- name: dbscan_silhouette
select round(model_evaluation.silhouette, 2)
from marts.model_evaluation
inner join marts.segmentation_models as models
    on models.algorithm = 'dbscan'
    and json_extract(models.parameters, '$.dbscan_eps') = json_extract(model_evaluation.parameters, '$.dbscan_eps')
    and json_extract(models.parameters, '$.dbscan_min_samples')
        = json_extract(model_evaluation.parameters, '$.dbscan_min_samples')
where model_evaluation.recipe = 'behaviour' and model_evaluation.algorithm = 'dbscan'

-- name: ari_kmeans_ward
select round(adjusted_rand_index, 2) from marts.algorithm_agreement where algorithm = 'kmeans' and other_algorithm = 'ward'

-- name: ari_kmeans_dbscan
select round(adjusted_rand_index, 2) from marts.algorithm_agreement where algorithm = 'kmeans' and other_algorithm = 'dbscan'

-- name: ari_ward_dbscan
select round(adjusted_rand_index, 2) from marts.algorithm_agreement where algorithm = 'ward' and other_algorithm = 'dbscan'

-- name: ari_kmeans_rfm
select round(adjusted_rand_index, 2) from marts.algorithm_agreement where algorithm = 'kmeans' and other_algorithm = 'rfm'

-- name: most_change_by_default
select cast(max(ari_ceiling - ari_without_ageing) as decimal(3, 2))
from marts.segment_stability
where algorithm = 'kmeans'
