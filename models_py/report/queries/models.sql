-- One row per algorithm: its model in force, and when it should be renewed.
with
    versions as (
        select
            *,
            date_diff(
                'day',
                lag(fitted_as_of_date) over (partition by algorithm order by model_version),
                fitted_as_of_date
            ) as days_since_last_version
        from marts.segmentation_models
    )

select
    versions.algorithm,
    versions.model_version,
    versions.fitted_as_of_date,
    versions.recipe,
    versions.customer_count,
    versions.silhouette,
    date_diff('day', versions.fitted_as_of_date, shop.as_of_date) / 7.0 as age_weeks,
    recommendation.refit_after_weeks,
    recommendation.is_lower_bound,
    recommendation.is_stale_at_once,
    recommendation.is_stale_at_once
    or (
        not recommendation.is_lower_bound
        and recommendation.refit_after_weeks * 7
        < date_diff('day', versions.fitted_as_of_date, shop.as_of_date)
    ) as is_stale,
    versions.fitted_as_of_date + recommendation.refit_after_weeks * 7 as recommended_refit_date,
    versions.days_since_last_version / 7.0 as refit_every_weeks,
    versions.fitted_as_of_date
    + cast(versions.days_since_last_version as integer) as planned_refit_date,
    recommendation.reason
from versions
cross join (select max(as_of_date) as as_of_date from marts.customers) as shop
left join marts.retraining_recommendation as recommendation using (algorithm)
where versions.is_current
order by versions.algorithm
