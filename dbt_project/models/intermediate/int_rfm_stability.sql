with
    steps as (select * from {{ ref("int_stability_steps") }}),

    as_of_dates as (select distinct as_of_date from steps),

    features as (
        select * from ({{ customer_features_as_of("as_of_dates") }}) as features_as_of
    ),

    cut_points as (select * from {{ ref("int_rfm_cut_points") }}),

    rfm_grid as (select * from {{ ref("int_rfm_grid") }}),

    scored as (
        select
            steps.origin_date,
            steps.as_of_date,
            {{ rfm_scores("features", "frozen", "frozen_") }},
            {{ rfm_scores("features", "refitted", "refit_") }}
        from features
        inner join steps on features.as_of_date = steps.as_of_date
        inner join cut_points as frozen on steps.origin_date = frozen.as_of_date
        inner join cut_points as refitted on steps.as_of_date = refitted.as_of_date
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
