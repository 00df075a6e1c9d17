-- One row per feature, population (everybody, or newcomers) and date.
select
    feature || case when population = 'all' then '' else ', ' || population end as feature,
    as_of_date,
    model_version,
    fitted_as_of_date,
    population_stability_index,
    coalesce(population_stability_index > alarm_threshold, false) as is_alarm
from marts.feature_drift
where feature <> 'mean_review_score' or exists (from marts.fct_order_reviews)
order by population, feature, as_of_date
