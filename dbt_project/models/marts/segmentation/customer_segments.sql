with
    -- a customer has one row per algorithm
    placed as (
        {% for algorithm, version in algorithms().items() -%}
            select
                '{{ algorithm }}' as algorithm,
                customer_key,
                as_of_date,
                {{ version }} as model_version,
                {{ algorithm }}_segment_id as segment_id,
                {%- for column in ("nearest_segment_id", "distance_to_centroid") %}
                    {{ column if algorithm == "kmeans" else "null" }}
                    as {{ column }}{{ "," if not loop.last }}
                {%- endfor %}
            from {{ ref("int_customer_segments") }} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    final as (
        select
            placed.algorithm,
            customers.customer_unique_id,
            placed.as_of_date,
            cast(placed.model_version as integer) as model_version,
            cast(placed.segment_id as integer) as segment_id,
            names.segment_name,
            placed.algorithm = 'dbscan' and placed.segment_id = 0 as is_noise,
            cast(placed.nearest_segment_id as integer) as nearest_segment_id,
            placed.distance_to_centroid
        from placed
        inner join {{ ref("dim_customers") }} as customers using (customer_key)
        -- left join: a segment without a name must fail its test, not lose its customers
        left join
            {{ ref("int_segments_named") }} as names using (algorithm, model_version, segment_id)
    )

select *
from final
