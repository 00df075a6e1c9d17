-- The figures in the text of README and docs, and the tables without a query of their own, by name;
-- tools/fill_figures.py writes them.

-- name: customers
select count(*) from marts.customer_features

-- name: points
select count(*)
from intermediate.int_feature_points
inner join intermediate.int_as_of_dates using (as_of_date)
where is_current and recipe = 'behaviour'

-- name: values
select count(*) from intermediate.int_feature_values where recipe = 'behaviour'

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

-- name: drift_alarms
with
    one_star as (
        select
            as_of_date,
            100.0 * sum(newcomer_count) filter (where feature_value = 1) / sum(newcomer_count) as newcomers,
            100.0 * sum(reference_count) filter (where feature_value = 1) / nullif(sum(reference_count), 0) as at_fit
        from intermediate.int_newcomer_histograms
        where feature = 'mean_review_score'
        group by as_of_date
    )
select
    feature_drift.as_of_date as "date",
    cast(now.newcomers as decimal(3, 1)) as "one star, newcomers, %",
    cast(fit.at_fit as decimal(3, 1)) as "before the fit, %",
    cast(population_stability_index as decimal(4, 3)) as "PSI",
    cast(psi_by_chance as decimal(4, 3)) as "by chance"
from marts.feature_drift
inner join one_star as now on now.as_of_date = feature_drift.as_of_date
inner join one_star as fit on fit.as_of_date = fitted_as_of_date
where population = 'newcomers'
  and feature = 'mean_review_score'
  and population_stability_index > alarm_threshold
  and feature_drift.as_of_date = last_day(feature_drift.as_of_date)
order by 1

-- name: worst_psi_of_all
select cast(max(population_stability_index) as decimal(4, 3))
from marts.feature_drift
where population = 'all' and feature = 'mean_review_score'

-- name: other_alarms
select count(*)
from marts.feature_drift
where population_stability_index > alarm_threshold and feature <> 'mean_review_score'

-- name: price_alarms
select count(*)
from marts.feature_drift
where population_stability_index > alarm_threshold and feature in ('mean_item_price', 'spend_amount')

-- name: other_alarms_psi
select cast(max(population_stability_index) as decimal(4, 3))
from marts.feature_drift
where population_stability_index > alarm_threshold and feature <> 'mean_review_score'

-- name: last_newcomers
select max_by(customer_count, as_of_date)
from marts.feature_drift
where population = 'newcomers' and feature = 'mean_review_score'

-- name: not_arrived_percent
select cast(round(100.0 * count(*) filter (where included_date > '2017-11-30') / count(*)) as integer)
from marts.fct_orders
where is_included and purchase_date between date '2017-11-30' - 30 and '2017-11-30'

-- name: psi_in_december
select cast(population_stability_index as decimal(4, 3))
from marts.feature_drift
where population = 'newcomers' and feature = 'mean_review_score' and as_of_date = '2017-12-31'

-- name: most_change_by_default
select cast(max(ari_ceiling - ari_without_ageing) as decimal(3, 2))
from marts.segment_stability
where algorithm = 'kmeans'

-- name: lukewarm_four_percent
select cast(round(100 * avg(case when mean_review_score = 4 then 1 else 0 end)) as integer)
from marts.customers
where kmeans_segment_name = 'Lukewarm recent customers'

-- name: lapsed_four_percent
select cast(round(100 * avg(case when mean_review_score <= 4 then 1 else 0 end)) as integer)
from marts.customers
where kmeans_segment_name = 'Lapsed satisfied customers'

-- name: several_orders_percent
select cast(round(100 * avg(case when order_count > 1 then 1 else 0 end)) as integer)
from marts.customers
where order_count is not null

-- name: several_days_percent
select round(100 * avg(case when days > 1 then 1 else 0 end), 1)
from
    (
        select count(distinct purchase_date) as days
        from marts.fct_orders
        where is_included
        group by customer_unique_id
    )

-- The rest are of a build with the vars of docs/study.yml, whose database is attached as study.

-- name: study_weeks
select refit_after_weeks from study.marts.retraining_recommendation where algorithm = 'kmeans'

-- name: study_rfm_weeks
select refit_after_weeks from study.marts.retraining_recommendation where algorithm = 'rfm'

-- name: study_losses
select
    origin_date as "model of",
    weeks_since_fit as weeks,
    cast(1 - ari as decimal(3, 2)) as "lost in all (1 − ARI)",
    cast(ari_scaler_kept - ari as decimal(3, 2)) as "= new scale",
    cast(ari_without_ageing - ari_scaler_kept as decimal(3, 2)) as "+ ageing",
    cast(ari_ceiling - ari_without_ageing as decimal(3, 2)) as "+ change",
    cast(1 - ari_ceiling as decimal(3, 2)) as "+ chance"
from study.marts.segment_stability
where algorithm = 'kmeans'
  and weeks_since_fit in (10, 20, 30, 46)
order by 1, 2

-- name: least_ceiling
select cast(min(ari_ceiling) as decimal(3, 2)) from study.marts.segment_stability where algorithm = 'kmeans'

-- name: most_change
select cast(max(ari_ceiling - ari_without_ageing) as decimal(3, 2))
from study.marts.segment_stability
where algorithm = 'kmeans'

-- name: least_without_ageing
select cast(floor(100 * min(ari_without_ageing)) / 100 as decimal(3, 2))
from study.marts.segment_stability
where algorithm = 'kmeans'

-- name: refreshed_weeks
select min(weeks_since_fit) - 2
from study.marts.segment_stability
where algorithm = 'kmeans' and origin_date = '2017-10-02' and ari_scaler_refreshed < 0.8

-- name: refreshed_least_of_second
select cast(min(ari_scaler_refreshed) as decimal(3, 2))
from study.marts.segment_stability
where algorithm = 'kmeans' and origin_date = '2018-01-22'

-- name: last_week_of_second
select max(weeks_since_fit)
from study.marts.segment_stability
where algorithm = 'kmeans' and origin_date = '2018-01-22'

-- name: least_ari_at_ten_weeks
select cast(min(ari) as decimal(4, 3)) from study.marts.segment_stability where algorithm = 'kmeans' and weeks_since_fit = 10

-- name: most_ari_at_twelve_weeks
select cast(max(ari) as decimal(4, 3)) from study.marts.segment_stability where algorithm = 'kmeans' and weeks_since_fit = 12

-- name: study_curves
select
    origin_date as fitted,
    weeks_since_fit as weeks,
    customer_count as customers,
    cast(ours.ari as decimal(4, 3)) as "ARI",
    cast(plain.ari as decimal(4, 3)) as "plain loop",
    cast(ours.ari_ceiling as decimal(4, 3)) as ceiling,
    cast(ours.ari_scaler_kept as decimal(4, 3)) as "scaler kept",
    cast(ours.ari_scaler_refreshed as decimal(4, 3)) as "scaler refreshed",
    cast(ours.ari_without_ageing as decimal(4, 3)) as "without ageing"
from study.marts.segment_stability as ours
left join 'docs/stability_plain_loop.csv' as plain using (origin_date, weeks_since_fit)
where algorithm = 'kmeans'
order by 1, 2

-- name: study_steps
select count(*) from 'docs/stability_plain_loop.csv'

-- name: largest_difference
select cast(max(abs(ours.ari - plain.ari)) as decimal(4, 3))
from study.marts.segment_stability as ours
inner join 'docs/stability_plain_loop.csv' as plain using (origin_date, weeks_since_fit)
where algorithm = 'kmeans'

-- name: largest_difference_of_any
select
    cast(
        max(
            greatest(
                abs(ours.ari - plain.ari),
                abs(ours.ari_ceiling - plain.ari_ceiling),
                abs(ours.ari_scaler_kept - plain.ari_scaler_kept),
                abs(ours.ari_scaler_refreshed - plain.ari_scaler_refreshed),
                abs(ours.ari_without_ageing - plain.ari_without_ageing)
            )
        ) as decimal(4, 3)
    )
from study.marts.segment_stability as ours
inner join 'docs/stability_plain_loop.csv' as plain using (origin_date, weeks_since_fit)
where algorithm = 'kmeans'

-- name: robust_scalings
with
    features as (
        select
            recipe,
            string_agg(
                feature || ' ' || cast(round(100 * variance_share) as integer) || ' %', ', '
                order by variance_share desc, feature
            ) filter (where variance_share > 0.15) as features
        from study.marts.feature_contributions
        group by recipe
    )
select
    '`' || recipe || '`' as recipe,
    features as "features with most of the variance",
    cluster_count as segments,
    cast(100 * smallest_cluster_share as decimal(4, 1)) as "smallest, %",
    cast(silhouette as decimal(4, 3)) as silhouette,
    cast(null_silhouette as decimal(4, 3)) as "null reference",
    cast(null_silhouette_stddev as decimal(4, 3)) as "±",
    cast(null_gap as decimal(4, 3)) as gap,
    cast(prediction_strength as decimal(3, 2)) as strength
from study.marts.model_evaluation
inner join features using (recipe)
where algorithm = 'kmeans' and not is_in_force and cluster_count in (3, 4)
order by recipe, cluster_count
