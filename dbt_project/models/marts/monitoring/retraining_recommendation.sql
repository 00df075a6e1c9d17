{% set threshold = policy("stability_threshold") %}
{% set step_weeks = policy("stability_step_weeks") %}

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
            -- no weeks are no answer: stale at the first comparison, and nobody looked before
            cast(
                nullif(coalesce(lower_quartile_weeks, observed_weeks), 0) as integer
            ) as refit_after_weeks_min,
            cast(nullif(upper_quartile_weeks, 0) as integer) as refit_after_weeks_max,
            cast(nullif(coalesce(median_weeks, observed_weeks), 0) as integer) as refit_after_weeks,
            origin_count is not null and median_weeks is null as is_lower_bound,
            coalesce(median_weeks = 0, false) as is_stale_at_once,
            dates.first_training_weeks,
            case
                when origin_count is null
                then
                    'The history is too short to say: no model could be frozen after '
                    || dates.first_training_weeks
                    || ' weeks of history and compared {{ step_weeks }} weeks later.'
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
                    'Stale at the first comparison: of '
                    || origin_count
                    || ' models frozen since '
                    || first_origin_date
                    || ', half or more were below an agreement (adjusted Rand index) of '
                    || '{{ threshold }} with a refit {{ step_weeks }} weeks later. No cadence helps: '
                    || 'take fewer segments or another recipe, or refit before every use.'
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
        cross join (select * from {{ ref("int_feature_means") }} where is_current) as dates
        -- left join: the history may be too short for any origin
        left join recommendations using (algorithm)
    )

select *
from final
