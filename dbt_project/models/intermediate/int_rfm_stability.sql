with
    steps as (select * from {{ ref("int_stability_steps") }}),

    cut_points as (select * from {{ ref("int_rfm_cut_points") }}),

    rfm_grid as (select * from {{ ref("int_rfm_grid") }}),

    -- the thresholds stand beside the step, before the customers come in
    dated_steps as (
        select
            steps.origin_date,
            steps.as_of_date
            {%- for alias in ("frozen", "refit") %}
                {%- for dimension in ("recency_days", "order_count", "spend_amount") %}
                    {%- for score in (2, 3, 4, 5) %}
                        ,
                        {{ alias }}.{{ dimension }}_{{ score }}
                        as {{ dimension }}_{{ alias }}_{{ score }}
                    {%- endfor %}
                {%- endfor %}
            {%- endfor %}
        from steps
        inner join cut_points as frozen on steps.origin_date = frozen.as_of_date
        inner join cut_points as refit on steps.as_of_date = refit.as_of_date
    ),

    thresholds as (
        {% for score in (2, 3, 4, 5) -%}
            select spend_amount_{{ score }} as spend_amount
            from cut_points {{ "union" if not loop.last }}
        {% endfor %}
    ),

    spends as (select spend_amount from {{ ref("int_customer_states") }} group by 1),

    -- spend that is rounded up to the next threshold, whose score is the same by all
    -- of them
    rounded_spends as (
        select
            spends.spend_amount,
            coalesce(
                thresholds.spend_amount, cast('infinity' as double)
            ) as rounded_spend_amount
        from spends
        -- left join: beyond the last threshold, too
        asof left join
            thresholds
            on cast(spends.spend_amount as double)
            <= cast(thresholds.spend_amount as double)
    ),

    -- states of equal scores on the same dates, counted before they meet the dates
    states as (
        select
            state_dates.first_as_of_date,
            state_dates.next_as_of_date,
            state_dates.last_purchase_date,
            state_dates.order_count,
            rounded_spends.rounded_spend_amount as spend_amount,
            count(*) as customer_count
        from ({{ customer_states_by_as_of_date("is_stability_step") }}) as state_dates
        inner join
            rounded_spends on state_dates.spend_amount = rounded_spends.spend_amount
        group by
            state_dates.first_as_of_date,
            state_dates.next_as_of_date,
            state_dates.last_purchase_date,
            state_dates.order_count,
            rounded_spends.rounded_spend_amount
    ),

    features as (
        select
            dated_steps.*,
            {{
                dbt.datediff(
                    "states.last_purchase_date", "dated_steps.as_of_date", "day"
                )
            }} as recency_days,
            states.order_count,
            states.spend_amount,
            states.customer_count
        from dated_steps
        inner join
            states
            on states.first_as_of_date <= dated_steps.as_of_date
            and dated_steps.as_of_date < states.next_as_of_date
    ),

    scored as (
        select
            origin_date,
            as_of_date,
            customer_count,
            {{ rfm_scores("features", "features", "frozen_", "_frozen") }},
            {{ rfm_scores("features", "features", "refit_", "_refit") }}
        from features
    ),

    counted as (
        select
            origin_date,
            as_of_date,
            {%- for model in ("frozen", "refit") %}
                {%- for score in ("r", "f", "m") %}
                    {{ model }}_{{ score }}_score,
                {%- endfor %}
            {%- endfor %}
            sum(customer_count) as customer_count
        from scored
        group by
            origin_date,
            as_of_date
            {%- for model in ("frozen", "refit") %}
                {%- for score in ("r", "f", "m") %}
                    , {{ model }}_{{ score }}_score
                {%- endfor %}
            {%- endfor %}
    ),

    final as (
        select
            counted.origin_date,
            counted.as_of_date,
            frozen.segment_id,
            refitted.segment_id as other_segment_id,
            cast(sum(counted.customer_count) as integer) as customer_count
        from counted
        {% for alias, model in (("frozen", "frozen"), ("refitted", "refit")) -%}
            inner join
                rfm_grid as {{ alias }}
                {%- for score in ("r", "f", "m") %}
                    {{ "on" if loop.first else "and" }}
                    counted.{{ model }}_{{ score }}_score
                    = {{ alias }}.{{ score }}_score
                {%- endfor %}
        {% endfor %}
        group by
            counted.origin_date,
            counted.as_of_date,
            frozen.segment_id,
            refitted.segment_id
    )

select *
from final
