{% set threshold = policy("stability_threshold") %}
{% set step_weeks = policy("stability_step_weeks") %}

with
    horizons as (select * from {{ ref("stability_horizons") }}),

    algorithms as (
        select 'rfm' as algorithm
        union all
        select 'kmeans' as algorithm
    ),

    -- what is known of a model's life: its end, or only that it is longer than observed
    lives as (
        select
            algorithms.algorithm,
            -- a horizon of 0 weeks that never fell was never compared
            count(
                case when horizons.observed_weeks > 0 then horizons.origin_date end
            ) as model_count,
            count(horizons.fell_at_weeks) as fallen_count,
            min(
                case when horizons.fell_at_weeks is not null then horizons.stable_weeks end
            ) as shortest_life,
            max(
                case when horizons.fell_at_weeks is not null then horizons.stable_weeks end
            ) as longest_life,
            max(
                case when horizons.fell_at_weeks is null then horizons.observed_weeks end
            ) as longest_observed
        from algorithms
        -- left join: the history may be too short for any origin
        left join horizons using (algorithm)
        group by algorithms.algorithm
    ),

    bounded as (
        select
            *,
            case
                when model_count > 0 then coalesce(shortest_life, longest_observed)
            end as shortest_known
        from lives
    ),

    final as (
        select
            algorithm,
            cast({{ threshold }} as double) as threshold,
            cast(shortest_known as integer) as refit_after_weeks_min,
            -- unknown where a model outlived all that fell
            cast(
                case
                    when coalesce(longest_observed, -1) < longest_life then longest_life
                end as integer
            ) as refit_after_weeks_max,
            cast(shortest_known as integer) as refit_after_weeks,
            model_count > 0 and fallen_count = 0 as is_lower_bound,
            case
                when model_count = 0
                then
                    'The history is too short to say: no model could be frozen after '
                    || '{{ policy("stability_origins_weeks") | min }} weeks of history '
                    || 'and compared {{ step_weeks }} weeks later.'
                when fallen_count = 0
                then
                    'No need to refit was seen: in '
                    || longest_observed
                    || ' weeks, which is all the history there is, no frozen model fell '
                    || 'below an agreement (adjusted Rand index) of {{ threshold }} with '
                    || 'a refit. Nothing is known beyond that.'
                when shortest_life = 0
                then
                    'Refit more often than every {{ step_weeks }} weeks: a frozen model '
                    || 'was below an agreement (adjusted Rand index) of {{ threshold }} '
                    || 'with a refit at the first comparison.'
                else
                    'Refit at least every '
                    || shortest_life
                    || ' weeks: every frozen model that the simulation saw so long kept an '
                    || 'agreement (adjusted Rand index) of {{ threshold }} or more with '
                    || 'a refit; '
                    || case
                        when coalesce(longest_observed, -1) >= longest_life
                        then
                            'one did not fall below it in the '
                            || longest_observed
                            || ' weeks observed.'
                        when longest_life > shortest_life
                        then 'at best, one kept it for ' || longest_life || ' weeks.'
                        else
                            'at the next comparison, {{ step_weeks }} weeks later, '
                            || 'it was lower.'
                    end
            end as reason
        from bounded
    )

select *
from final
