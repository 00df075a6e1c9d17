{% set threshold = policy("stability_threshold") %}
{% set step_weeks = policy("stability_step_weeks") %}
{% set origins = policy("stability_origins_weeks") or [policy("first_training_weeks")] %}

with
    algorithms as (
        select 'rfm' as algorithm
        union all
        select 'kmeans' as algorithm
    ),

    recommendations as (
        select recommendations.*
        from {{ ref("int_refit_recommendations") }} as recommendations
        inner join {{ ref("int_feature_means") }} as dates using (as_of_date)
        where dates.is_current
    ),

    final as (
        select
            algorithms.algorithm,
            cast({{ threshold }} as double) as threshold,
            cast(coalesce(origin_count, 0) as integer) as origin_count,
            cast(coalesce(fallen_count, 0) as integer) as fallen_count,
            first_origin_date,
            cast(
                coalesce(lower_quartile_weeks, observed_weeks) as integer
            ) as refit_after_weeks_min,
            cast(upper_quartile_weeks as integer) as refit_after_weeks_max,
            cast(coalesce(median_weeks, observed_weeks) as integer) as refit_after_weeks,
            origin_count is not null and median_weeks is null as is_lower_bound,
            case
                when origin_count is null
                then
                    'The history is too short to say: no model could be frozen after '
                    || '{{ origins | min }} weeks of history and compared {{ step_weeks }} '
                    || 'weeks later.'
                when median_weeks is null
                then
                    'No need to refit was seen within '
                    || observed_weeks
                    || ' weeks, the longest observed: of '
                    || origin_count
                    || ' models frozen since '
                    || first_origin_date
                    || ', '
                    || fallen_count
                    || ' fell below an agreement (adjusted Rand index) of {{ threshold }} with a '
                    || 'refit. Nothing is known beyond that.'
                when median_weeks = 0
                then
                    'Refit more often than every {{ step_weeks }} weeks: of '
                    || origin_count
                    || ' models frozen since '
                    || first_origin_date
                    || ', half or more were below an agreement (adjusted Rand index) of '
                    || '{{ threshold }} with a refit at the first comparison.'
                else
                    'Refit every '
                    || median_weeks
                    || ' weeks: for so long more than half of the '
                    || origin_count
                    || ' models frozen since '
                    || first_origin_date
                    || ' keep an agreement (adjusted Rand index) of {{ threshold }} or more with '
                    || 'a refit (survival estimate; more than three quarters for '
                    || lower_quartile_weeks
                    || ' weeks, '
                    || coalesce(
                        'more than one quarter for ' || upper_quartile_weeks || ' weeks',
                        'more than one quarter for as long as was observed'
                    )
                    || ').'
            end as reason
        from algorithms
        -- left join: the history may be too short for any origin
        left join recommendations using (algorithm)
    )

select *
from final
