-- The figures in the text of README and docs, by name; tools/fill_figures.py writes them.

-- name: customers
select count(*) from marts.customer_features

-- name: small_dbscan_segments
select count(*) from marts.segment_profiles where algorithm = 'dbscan' and customer_share <= 0.02 and segment_id > 0

-- name: small_dbscan_percent
select round(100 * sum(customer_share), 1)
from marts.segment_profiles
where algorithm = 'dbscan' and customer_share <= 0.02 and segment_id > 0

-- name: recent_p10_days
select cast(recency_days_p10 as integer) from marts.segment_profiles where segment_name = 'Recent satisfied customers'

-- name: recent_p90_days
select cast(recency_days_p90 as integer) from marts.segment_profiles where segment_name = 'Recent satisfied customers'

-- name: lukewarm_p10_score
select cast(mean_review_score_p10 as integer)
from marts.segment_profiles
where segment_name = 'Lukewarm recent customers'

-- name: lukewarm_p90_score
select cast(mean_review_score_p90 as integer)
from marts.segment_profiles
where segment_name = 'Lukewarm recent customers'

-- name: not_reviewed
select customer_count from marts.segment_profiles where algorithm = 'kmeans' and segment_id = -1

-- name: not_reviewed_median_days
select recency_days_median from marts.segment_profiles where algorithm = 'kmeans' and segment_id = -1

-- name: not_reviewed_near_lukewarm
select count(*)
from marts.customer_segments
inner join marts.segment_profiles as nearest
    on nearest.algorithm = 'kmeans' and nearest.segment_id = nearest_segment_id
where customer_segments.algorithm = 'kmeans' and customer_segments.segment_id = -1
  and nearest.segment_name = 'Lukewarm recent customers'

-- name: not_reviewed_near_lapsed
select count(*)
from marts.customer_segments
inner join marts.segment_profiles as nearest
    on nearest.algorithm = 'kmeans' and nearest.segment_id = nearest_segment_id
where customer_segments.algorithm = 'kmeans' and customer_segments.segment_id = -1
  and nearest.segment_name = 'Lapsed satisfied customers'

-- name: champions
select customer_count from marts.segment_profiles where segment_name = 'Champions'

-- name: champions_to_repair
select count(*) from marts.customers where rfm_segment_name = 'Champions' and campaign = 'Repair'

-- name: marketed
select count(*) from marts.campaign_customers inner join seeds.campaigns using (campaign) where campaigns.contact = 'marketing'

-- name: held_out
select count(*) from marts.campaign_customers where is_holdout

-- name: contradicted
select count(*)
from marts.customers
inner join marts.segment_profiles as rfm on rfm.segment_name = rfm_segment_name and rfm.algorithm = 'rfm'
inner join marts.segment_profiles as kmeans
    on kmeans.segment_name = kmeans_segment_name and kmeans.algorithm = 'kmeans'
inner join seeds.action_kinds as one on one.recommended_action = rfm.recommended_action
inner join seeds.action_kinds as other on other.recommended_action = kmeans.recommended_action
inner join seeds.contradicting_action_kinds as pairs
    on (pairs.action_kind, pairs.other_action_kind) in (
        (one.action_kind, other.action_kind), (other.action_kind, one.action_kind)
    )

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
where recipe = 'rfm_log' and algorithm = 'ward' and cluster_count = 2

-- name: ward_log_more_strength
select round(max(prediction_strength), 2)
from marts.model_evaluation
where recipe = 'rfm_log' and algorithm = 'ward' and cluster_count > 2

-- name: dbscan_silhouette
select round(model_evaluation.silhouette, 2)
from marts.model_evaluation
inner join marts.segmentation_models as models
    on models.algorithm = 'dbscan'
    and json_extract(models.parameters, '$.dbscan_eps') = json_extract(model_evaluation.parameters, '$.dbscan_eps')
    and json_extract(models.parameters, '$.dbscan_min_samples')
        = json_extract(model_evaluation.parameters, '$.dbscan_min_samples')
where model_evaluation.recipe = 'behaviour' and model_evaluation.algorithm = 'dbscan'

-- name: noise_percent
select round(100 * customer_share, 1) from marts.segment_profiles where is_noise

-- name: noise_spend_percent
select round(100 * spend_share, 1) from marts.segment_profiles where is_noise

-- name: ari_kmeans_ward
select round(adjusted_rand_index, 2) from marts.algorithm_agreement where algorithm = 'kmeans' and other_algorithm = 'ward'

-- name: ari_kmeans_dbscan
select round(adjusted_rand_index, 2) from marts.algorithm_agreement where algorithm = 'kmeans' and other_algorithm = 'dbscan'

-- name: ari_ward_dbscan
select round(adjusted_rand_index, 2) from marts.algorithm_agreement where algorithm = 'ward' and other_algorithm = 'dbscan'

-- name: ari_kmeans_rfm
select round(adjusted_rand_index, 2) from marts.algorithm_agreement where algorithm = 'kmeans' and other_algorithm = 'rfm'
