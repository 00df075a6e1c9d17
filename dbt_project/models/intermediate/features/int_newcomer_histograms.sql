{# whole weeks, so that every day of the week has its share; a year has every season once #}
{% set newcomer_days, reference_days = 28, 364 %}

with
    as_of_dates as (
        select dates.as_of_date, versions.valid_from is not null as is_fit
        from {{ ref("int_feature_means") }} as dates
        -- left join: most dates are after the fit
        left join
            {{ ref("int_model_versions") }} as versions
            on versions.algorithm = 'kmeans'
            and dates.as_of_date = versions.valid_from
        where dates.is_scored
    ),

    states as (select * from {{ ref("int_customer_states") }}),

    seen as (
        select
            customer_key,
            {{ dbt.dateadd("day", policy("newcomer_age_days"), "min(valid_from)") }} as seen_date
        from states
        group by customer_key
    ),

    -- every customer once, at the same age
    newcomers as (
        select seen.seen_date, states.*
        from seen
        inner join
            states
            on seen.customer_key = states.customer_key
            and seen.seen_date >= states.valid_from
            and seen.seen_date < states.valid_to
    ),

    -- a day belongs to the weeks before some dates, and to the year before some fits
    days as (
        select
            seen.seen_date,
            as_of_dates.as_of_date,
            seen.seen_date
            > {{ dbt.dateadd("day", -newcomer_days, "as_of_dates.as_of_date") }} as is_newcomer,
            as_of_dates.is_fit as is_reference
        from (select distinct seen_date from seen) as seen
        inner join
            as_of_dates
            on seen.seen_date <= as_of_dates.as_of_date
            and seen.seen_date > {{ dbt.dateadd("day", -reference_days, "as_of_dates.as_of_date") }}
    ),

    wanted_days as (select * from days where is_newcomer or is_reference),

    final as (
        {% for feature, rule in numeric_features().items() if not rule.ages -%}
            {{ "union all" if not loop.first }}
            select
                wanted_days.as_of_date,
                '{{ feature }}' as feature,
                cast(counted.state_value as double) as feature_value,
                cast(
                    sum(
                        case when wanted_days.is_newcomer then counted.customer_count else 0 end
                    ) as bigint
                ) as newcomer_count,
                cast(
                    sum(
                        case when wanted_days.is_reference then counted.customer_count else 0 end
                    ) as bigint
                ) as reference_count
            from
                (
                    select
                        seen_date, {{ rule.state_value }} as state_value, count(*) as customer_count
                    from newcomers
                    group by 1, 2
                ) as counted
            inner join wanted_days using (seen_date)
            group by 1, 2, 3
        {% endfor %}
    )

select *
from final
