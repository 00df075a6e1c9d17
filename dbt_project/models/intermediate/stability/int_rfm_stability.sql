{% set models = ("frozen", "refit") %}

with
    cut_points as (select * from {{ ref("int_rfm_cut_points") }}),

    -- the thresholds stand beside the step, before the customers come in
    steps as (
        select
            steps.origin_date,
            steps.as_of_date
            {%- for model in models %}
                {%- for feature in ("recency_days", "order_count", "spend_amount") %}
                    {%- for score in (2, 3, 4, 5) %}
                        ,
                        {{ model }}.{{ feature }}_{{ score }}
                        as {{ feature }}_{{ model }}_{{ score }}
                    {%- endfor %}
                {%- endfor %}
            {%- endfor %}
        from {{ ref("int_stability_steps") }} as steps
        inner join cut_points as frozen on steps.origin_date = frozen.as_of_date
        inner join cut_points as refit on steps.as_of_date = refit.as_of_date
    ),

    thresholds as (
        {% for score in (2, 3, 4, 5) -%}
            select spend_amount_{{ score }} as spend_amount
            from cut_points {{ "union" if not loop.last }}
        {% endfor %}
    ),

    -- spend that is rounded up to the next threshold, whose score is the same by all of them
    spends as (
        select
            spends.spend_amount,
            coalesce(
                min(thresholds.spend_amount), cast('infinity' as double)
            ) as rounded_spend_amount
        from (select distinct spend_amount from {{ ref("int_customer_states") }}) as spends
        -- left join: beyond the last threshold, too
        left join thresholds on cast(spends.spend_amount as double) <= thresholds.spend_amount
        group by spends.spend_amount
    ),

    -- states of equal scores on the same dates, counted before they meet the dates
    states as (
        select
            state_dates.first_as_of_date,
            state_dates.next_as_of_date,
            state_dates.last_purchase_date,
            state_dates.order_count,
            spends.rounded_spend_amount as spend_amount,
            count(*) as customer_count
        from ({{ customer_states_by_as_of_date("is_stability_step") }}) as state_dates
        inner join spends using (spend_amount)
        group by 1, 2, 3, 4, 5
    ),

    features as (
        select
            steps.*,
            {{ dbt.datediff("states.last_purchase_date", "steps.as_of_date", "day") }}
            as recency_days,
            states.order_count,
            states.spend_amount,
            states.customer_count
        from steps
        inner join
            states
            on states.first_as_of_date <= steps.as_of_date
            and steps.as_of_date < states.next_as_of_date
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

    -- counted by scores before they are looked up
    counted as (
        select
            origin_date,
            as_of_date,
            {%- for model in models %}
                {{ model }}_r_score, {{ model }}_f_score, {{ model }}_m_score,
            {%- endfor %}
            sum(customer_count) as customer_count
        from scored
        group by 1, 2, 3, 4, 5, 6, 7, 8
    ),

    final as (
        select
            counted.origin_date,
            counted.as_of_date,
            frozen.segment_id,
            refit.segment_id as other_segment_id,
            cast(sum(counted.customer_count) as integer) as customer_count
        from counted
        {% for model in models -%}
            inner join
                {{ ref("int_rfm_grid") }} as {{ model }}
                on counted.{{ model }}_r_score = {{ model }}.r_score
                and counted.{{ model }}_f_score = {{ model }}.f_score
                and counted.{{ model }}_m_score = {{ model }}.m_score
        {% endfor %}
        group by 1, 2, 3, 4
    )

select *
from final
