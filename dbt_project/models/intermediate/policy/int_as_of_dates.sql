{% set wanted_fit_day = 7 * policy("first_training_weeks") %}
{% set refits = policy("refit_every_weeks") %}
{# then any step may be a fit, and nothing of the past may be left out #}
{% set follows = "recommended" in refits.values() %}
{% set days_between_steps = 7 * policy("stability_step_weeks") %}
{% set days_between_origins = 7 * policy("stability_origin_step_weeks") %}
{% set horizon_days = 7 * policy("stability_horizon_weeks") %}
{% set given_origins = policy("stability_origins_weeks") %}
{% set max_gap_days = policy("max_gap_days") %}
{% set next_day = dbt.dateadd("day", 1, "days_numbered.date_day") %}

with
    -- the dates that the vars give, if they do, and those of the purchases
    chosen as (
        select
            {%- for name in ("as_of_date", "history_start_date") %}
                {%- set value = policy(name) %}
                cast({{ "'" ~ value ~ "'" if value else "null" }} as date) as {{ name }},
            {%- endfor %}
            min(first_included_date) as first_included_date,
            max(purchase_date) as last_purchase_date
        from {{ ref("int_purchase_days") }}
    ),

    bounds as (
        select
            first_included_date,
            -- before the first order that counts there is nothing to train on
            greatest(
                coalesce(history_start_date, first_included_date), first_included_date
            ) as history_start_date,
            case
                when as_of_date > {{ dbt.dateadd("day", max_gap_days, "last_purchase_date") }}
                then
                    error(
                        'var as_of_date is '
                        || as_of_date
                        || '; expected at most {{ max_gap_days }} days (var max_gap_days) '
                        || 'after the last purchase, which was on '
                        || last_purchase_date
                        || '.'
                    )
                when as_of_date < first_included_date
                then
                    error(
                        'var as_of_date is '
                        || as_of_date
                        || '; expected a date not before the first order counted, '
                        || 'which was on '
                        || first_included_date
                        || '.'
                    )
                else coalesce(as_of_date, last_purchase_date)
            end as last_date
        from chosen
    ),

    -- so that a short history has models, and a comparison, too: after half of it
    lengths as (
        select
            *,
            {{ dbt.datediff("history_start_date", "last_date", "day") }} as last_day_number,
            case
                when last_day_number >= {{ wanted_fit_day + days_between_steps }}
                then {{ wanted_fit_day }}
                else
                    least(
                        {{ wanted_fit_day }},
                        7 * greatest(cast(floor(last_day_number / 14) as integer), 1)
                    )
            end as first_fit_day
        from bounds
    ),

    days as (
        select
            *,
            cast(
                unnest(generate_series(first_included_date, last_date, interval 1 day)) as date
            ) as date_day
        from lengths
    ),

    days_numbered as (
        select
            date_day,
            date_day = last_date as is_current,
            {{ dbt.datediff("history_start_date", "date_day", "day") }} as day_number,
            last_day_number,
            first_fit_day
        from days
    ),

    -- the models of the stability simulation are frozen on given days, or again and again: of these
    -- the latest count, each of which a step at least must follow
    origins as (
        select date_day, day_number
        from
            (
                select *, row_number() over (order by day_number desc) as latest_first
                from days_numbered
                where
                    {% if given_origins is not none -%}
                        day_number in (
                            {%- for weeks in given_origins -%}
                                {{ 7 * weeks }} {{- ", " if not loop.last }}
                            {%- endfor -%}
                        )
                    {%- else -%}
                        day_number >= first_fit_day
                        and mod(day_number - first_fit_day, {{ days_between_origins }}) = 0
                        and day_number + {{ days_between_steps }} <= last_day_number
                    {%- endif %}
            ) as candidates
        {% if given_origins is none and not follows -%}
            where latest_first <= {{ policy("stability_origin_count") }}
        {%- endif %}
    ),

    steps as (
        select distinct days_numbered.date_day
        from days_numbered
        inner join
            origins
            on days_numbered.day_number
            between origins.day_number and origins.day_number + {{ horizon_days }}
            and mod(days_numbered.day_number - origins.day_number, {{ days_between_steps }}) = 0
    ),

    days_with_reasons as (
        select
            days_numbered.date_day as as_of_date,
            is_current,
            {%- for algorithm, weeks in refits.items() %}
                -- in the first days of a shop the first fit is as of the current date
                (
                    {% if weeks == "recommended" -%}days_numbered.day_number = first_fit_day
                    {%- else -%}
                        days_numbered.day_number >= first_fit_day
                        and mod(days_numbered.day_number - first_fit_day, {{ 7 * weeks }}) = 0
                    {%- endif %}
                )
                or (
                    is_current and days_numbered.day_number < first_fit_day
                ) as is_{{ algorithm }}_fit,
            {%- endfor %}
            origins.date_day is not null as is_stability_origin,
            steps.date_day is not null as is_stability_step,
            -- the last day of a step, from the first version on
            {{ dbt.date_trunc(policy("history_step"), next_day) }} = {{ next_day }}
            and days_numbered.day_number >= first_fit_day as is_last_of_step,
            cast(first_fit_day / 7 as integer) as first_training_weeks
        from days_numbered
        -- left joins: most days are neither
        left join origins using (date_day)
        left join steps using (date_day)
    ),

    days_wanted as (
        select
            *,
            -- a history without a step would be empty
            is_last_of_step
            or (is_current and not bool_or(is_last_of_step) over ()) as is_history_step,
            is_rfm_fit or is_kmeans_fit
            {%- if follows %} or is_stability_step {%- endif %} as may_be_fit
        from days_with_reasons
    ),

    final as (
        select
            as_of_date,
            is_current,
            is_rfm_fit,
            is_kmeans_fit,
            is_stability_origin,
            is_stability_step,
            is_history_step,
            may_be_fit,
            is_current or may_be_fit or is_stability_step as is_clustered,
            is_current or may_be_fit or is_history_step as is_scored,
            first_training_weeks
        from days_wanted
        where is_current or may_be_fit or is_stability_step or is_history_step
    )

select *
from final
