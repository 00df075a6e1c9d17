-- Figures in the text of README and docs, and tables without a query of their own, by name:
-- drift. tools/fill_figures.py writes them.

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

-- name: psi_in_december
select cast(population_stability_index as decimal(4, 3))
from marts.feature_drift
where population = 'newcomers' and feature = 'mean_review_score' and as_of_date = '2017-12-31'
