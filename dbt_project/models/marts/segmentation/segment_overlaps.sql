with
    names as (select * from {{ ref("int_segments_named") }}),

    -- all algorithms at once, so that the customers are counted once
    counted as (
        select
            {%- for algorithm, version in algorithms().items() %}
                {{ version }} as {{ algorithm }}_version, {{ algorithm }}_segment_id,
            {%- endfor %}
            count(*) as customer_count
        from {{ ref("int_customer_segments") }}
        group by all
    ),

    pairs as (
        {% for algorithm in algorithms() -%}
            {% set outer_loop = loop %}
            {% for other in algorithms() if other != algorithm -%}
                select
                    '{{ algorithm }}' as algorithm,
                    {{ algorithm }}_version as model_version,
                    {{ algorithm }}_segment_id as segment_id,
                    '{{ other }}' as other_algorithm,
                    {{ other }}_version as other_version,
                    {{ other }}_segment_id as other_segment_id,
                    sum(customer_count) as customer_count
                from counted
                group by all {{ "union all" if not (loop.last and outer_loop.last) }}
            {% endfor %}
        {% endfor %}
    ),

    final as (
        select
            pairs.algorithm,
            cast(pairs.segment_id as integer) as segment_id,
            names.segment_name,
            pairs.other_algorithm,
            cast(pairs.other_segment_id as integer) as other_segment_id,
            other_names.segment_name as other_segment_name,
            cast(pairs.customer_count as integer) as customer_count
        from pairs
        -- left joins: a segment without a name must fail its test, not vanish
        left join names using (algorithm, model_version, segment_id)
        left join
            names as other_names
            on pairs.other_algorithm = other_names.algorithm
            and pairs.other_version = other_names.model_version
            and pairs.other_segment_id = other_names.segment_id
    )

select *
from final
