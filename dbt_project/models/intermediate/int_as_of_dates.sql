{% set first_fit_day = 7 * policy_var("first_training_weeks") %}
{% set days_between_fits = 7 * policy_var("refit_every_weeks") %}
{% set days_between_steps = 7 * policy_var("stability_step_weeks") %}

with
    purchase_days as (select * from {{ ref("int_purchase_days") }}),

    found as (
        select
            min(
                case when included_order_count > 0 then purchase_date end
            ) as first_included_date,
            max(
                case when included_order_count > 0 then purchase_date end
            ) as last_included_date,
            max(purchase_date) as last_purchase_date
        from purchase_days
    ),

    bounds as (
        select
            history_start_date,
            last_date,
            least(history_start_date, last_date) as first_day
        from
            (
                select
                    -- before the first purchase there is nothing to train on
                    greatest(
                        coalesce(
                            {{ date_var("history_start_date") }}, first_included_date
                        ),
                        first_included_date
                    ) as history_start_date,
                    case
                        when
                            {{ date_var("as_of_date") }}
                            > {{
                                dbt.dateadd(
                                    "day",
                                    policy_var("max_gap_days"),
                                    "last_purchase_date",
                                )
                            }}
                        then
                            error(
                                'var as_of_date is {{ policy_var("as_of_date") }}; expected at most '
                                || '{{ policy_var("max_gap_days") }} days (var max_gap_days) after the '
                                || 'last purchase, which was on '
                                || last_purchase_date
                                || '.'
                            )
                        when {{ date_var("as_of_date") }} < first_included_date
                        then
                            error(
                                'var as_of_date is {{ policy_var("as_of_date") }}; expected a date '
                                || 'not before the first included purchase, which was on '
                                || first_included_date
                                || '.'
                            )
                        else coalesce({{ date_var("as_of_date") }}, last_included_date)
                    end as last_date
                from found
            ) as chosen
    ),

    days as ({{ days_between("bounds", "first_day", "last_date") }}),

    days_numbered as (
        select
            days.date_day,
            bounds.last_date,
            {{ dbt.datediff("bounds.history_start_date", "days.date_day", "day") }}
            as day_number
        from days
        cross join bounds
    ),

    days_with_reasons as (
        select
            date_day as as_of_date,
            date_day = last_date as is_current,
            -- where the history is too short, the first fit is as of the current date
            (
                day_number >= {{ first_fit_day }}
                and mod(day_number - {{ first_fit_day }}, {{ days_between_fits }}) = 0
            )
            or (date_day = last_date and day_number < {{ first_fit_day }}) as is_fit,
            day_number in (
                {%- for weeks in policy_var("stability_origins_weeks") -%}
                    {{ 7 * weeks }}{{ ", " if not loop.last }}
                {%- endfor -%}
            ) as is_stability_origin,
            {% for weeks in policy_var("stability_origins_weeks") -%}
                {{ "or " if not loop.first }} (
                    day_number >= {{ 7 * weeks }}
                    and mod(day_number - {{ 7 * weeks }}, {{ days_between_steps }}) = 0
                )
            {% endfor -%} as is_stability_step,
            {{
                dbt.date_trunc(
                    policy_var("history_step"), dbt.dateadd("day", 1, "date_day")
                )
            }} = {{ dbt.dateadd("day", 1, "date_day") }}
            -- from the first version on
            and day_number >= {{ first_fit_day }} as is_history_step
        from days_numbered
    ),

    final as (
        select
            as_of_date,
            is_current,
            is_fit,
            is_stability_origin,
            is_stability_step,
            is_history_step,
            is_current or is_fit or is_stability_step as is_clustered,
            is_current or is_fit or is_history_step as is_scored,
            cast(
                case
                    when is_fit
                    then row_number() over (partition by is_fit order by as_of_date)
                end as integer
            ) as model_version
        from days_with_reasons
        -- nobody has bought by a date before the first purchase
        where
            (is_current or is_fit or is_stability_step or is_history_step)
            and as_of_date >= (select first_included_date from found)
    )

select *
from final
