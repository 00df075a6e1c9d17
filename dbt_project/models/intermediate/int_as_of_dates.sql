{% set first_fit_day = 7 * policy_var("first_training_weeks") %}
{% set days_between_fits = 7 * policy_var("refit_every_weeks") %}
{% set days_between_steps = 7 * policy_var("stability_step_weeks") %}

with
    orders as (select * from {{ ref("fct_orders") }} where is_included),

    reviews as (
        select
            *,
            {% if policy_var("review_lookahead") -%} purchase_date
            {%- else -%}
                case
                    when review_answered_at is not null
                    then greatest(purchase_date, cast(review_answered_at as date))
                end
            {%- endif %} as known_date
        from {{ ref("fct_order_reviews") }}
        where is_included
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
                            {{ date_var("history_start_date") }}, min(purchase_date)
                        ),
                        min(purchase_date)
                    ) as history_start_date,
                    coalesce(
                        {{ date_var("as_of_date") }}, max(purchase_date)
                    ) as last_date
                from orders
            ) as found
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

    dates as (
        select
            as_of_date,
            is_current,
            is_fit,
            is_stability_origin,
            is_stability_step,
            is_history_step,
            case
                when is_fit
                then row_number() over (partition by is_fit order by as_of_date)
            end as model_version
        from days_with_reasons
    ),

    -- what was known from which day on, as numbers whose sum stands for all of it
    known_rows as (
        select
            purchase_date as known_date,
            {{
                row_hash(
                    [
                        "order_id",
                        "customer_unique_id",
                        "purchase_date",
                        "item_count",
                        "item_amount",
                    ]
                )
            }} as row_hash
        from orders
        union all
        select
            known_date,
            {{
                row_hash(
                    [
                        "order_id",
                        "review_id",
                        "customer_unique_id",
                        "known_date",
                        "review_score",
                    ]
                )
            }} as row_hash
        from reviews
        where known_date is not null
    ),

    known_by_day as (
        select known_date, sum(row_hash) as day_hash from known_rows group by known_date
    ),

    inputs as (
        select dates.as_of_date, sum(known_by_day.day_hash) as known_hash
        from dates
        inner join known_by_day on known_by_day.known_date <= dates.as_of_date
        where
            dates.is_current
            or dates.is_fit
            or dates.is_stability_step
            or dates.is_history_step
        group by dates.as_of_date
    ),

    final as (
        select
            dates.as_of_date,
            dates.is_current,
            dates.is_fit,
            dates.is_stability_origin,
            dates.is_stability_step,
            dates.is_history_step,
            dates.is_current or dates.is_fit or dates.is_stability_step as is_clustered,
            dates.is_current or dates.is_fit or dates.is_history_step as is_scored,
            cast(dates.model_version as integer) as model_version,
            md5(
                '{{ policy_hash() }}|' || dates.is_fit || '|' || inputs.known_hash
            ) as input_hash
        from dates
        inner join inputs on dates.as_of_date = inputs.as_of_date
    )

select *
from final
