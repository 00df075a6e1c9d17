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

    features as (
        select * from ({{ customer_features_as_of("dated_steps") }}) as features_as_of
    ),

    scored as (
        select
            origin_date,
            as_of_date,
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
            count(*) as customer_count
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
