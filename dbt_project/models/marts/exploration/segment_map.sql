with
    -- counted before the algorithms come in
    counted as (
        select
            cells.x,
            cells.y,
            {%- for algorithm, version in algorithms().items() %}
                {{ version if version == "1" else "segments." ~ version }}
                as {{ algorithm }}_version,
                segments.{{ algorithm }}_segment_id,
            {%- endfor %}
            count(*) as customer_count
        from {{ ref("int_customer_segments") }} as segments
        inner join {{ ref("int_customer_points") }} as points using (customer_key)
        inner join {{ ref("int_point_cells") }} as cells using (point_id)
        group by all
    ),

    placed as (
        {% for algorithm, version in algorithms().items() -%}
            select
                '{{ algorithm }}' as algorithm,
                {{ algorithm }}_version as model_version,
                {{ algorithm }}_segment_id as segment_id,
                x,
                y,
                sum(customer_count) as customer_count
            from counted
            group by all {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    final as (
        select
            '{{ policy("recipe") }}' as recipe,
            placed.algorithm,
            cast(placed.segment_id as integer) as segment_id,
            names.segment_name,
            placed.x,
            placed.y,
            cast(placed.customer_count as bigint) as customer_count
        from placed
        -- left join: a segment without a name must fail its test, not lose its customers
        left join
            {{ ref("int_segments_named") }} as names using (algorithm, model_version, segment_id)
    )

select *
from final
