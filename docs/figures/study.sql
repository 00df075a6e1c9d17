-- Figures in the text of README and docs, and tables without a query of their own, by name:
-- a build with the vars of docs/study.yml, whose database is attached as study. tools/fill_figures.py writes them.

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
