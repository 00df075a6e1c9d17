{% set first_fit_day = 7 * policy("first_training_weeks") %}
{% set days_between_fits = 7 * policy("refit_every_weeks") %}
{% set days_between_steps = 7 * policy("stability_step_weeks") %}
{% set origin_days = [] %}
{% for weeks in policy("stability_origins_weeks") %}
    {% do origin_days.append(7 * weeks) %}
{% endfor %}
{% set max_gap_days = policy("max_gap_days") %}
{% set next_day = dbt.dateadd("day", 1, "date_day") %}

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

    days as (
        select
            *,
            cast(
                unnest(generate_series(first_included_date, last_date, interval 1 day)) as date
            ) as date_day
        from bounds
    ),

    days_numbered as (
        select
            date_day,
            date_day = last_date as is_current,
            {{ dbt.datediff("history_start_date", "date_day", "day") }} as day_number
        from days
    ),

    days_with_reasons as (
        select
            date_day as as_of_date,
            is_current,
            -- where the history is too short, the first fit is as of the current date
            (
                day_number >= {{ first_fit_day }}
                and mod(day_number - {{ first_fit_day }}, {{ days_between_fits }}) = 0
            )
            or (is_current and day_number < {{ first_fit_day }}) as is_fit,
            day_number in ({{ origin_days | join(", ") }}) as is_stability_origin,
            {% for day in origin_days -%}
                {{ "or " if not loop.first }} (
                    day_number >= {{ day }}
                    and mod(day_number - {{ day }}, {{ days_between_steps }}) = 0
                )
            {% endfor -%} as is_stability_step,
            -- the last day of a step, from the first version on
            {{ dbt.date_trunc(policy("history_step"), next_day) }} = {{ next_day }}
            and day_number >= {{ first_fit_day }} as is_history_step
        from days_numbered
    ),

    final as (
        select
            *,
            is_current or is_fit or is_stability_step as is_clustered,
            is_current or is_fit or is_history_step as is_scored,
            cast(
                case
                    when is_fit then row_number() over (partition by is_fit order by as_of_date)
                end as integer
            ) as model_version
        from days_with_reasons
        where is_current or is_fit or is_stability_step or is_history_step
    )

select *
from final
