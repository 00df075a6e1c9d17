with
    segments as (select * from {{ ref("int_customer_segments") }}),

    customers as (select * from {{ ref("dim_customers") }}),

    names as (select * from {{ ref("int_segments_named") }}),

    algorithms as (
        {% for algorithm in ("rfm", "kmeans", "dbscan", "ward") -%}
            select '{{ algorithm }}' as algorithm {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    -- a customer has one row per algorithm
    placed as (
        select
            algorithms.algorithm,
            customers.customer_unique_id,
            segments.as_of_date,
            -- dbscan and ward have one version only
            case
                when algorithms.algorithm in ('rfm', 'kmeans')
                then segments.model_version
                else 1
            end as model_version,
            case
                algorithms.algorithm
                when 'rfm'
                then segments.rfm_segment_id
                when 'kmeans'
                then segments.kmeans_segment_id
                when 'dbscan'
                then segments.dbscan_segment_id
                when 'ward'
                then segments.ward_segment_id
            end as segment_id,
            case
                when algorithms.algorithm = 'kmeans' then segments.distance_to_centroid
            end as distance_to_centroid
        from segments
        inner join customers on segments.customer_key = customers.customer_key
        cross join algorithms
    ),

    final as (
        select
            placed.algorithm,
            placed.customer_unique_id,
            placed.as_of_date,
            cast(placed.model_version as integer) as model_version,
            cast(placed.segment_id as integer) as segment_id,
            names.segment_name,
            placed.algorithm = 'dbscan' and placed.segment_id = 0 as is_noise,
            placed.distance_to_centroid
        from placed
        -- left join: a segment without a name must fail its test, not lose its
        -- customers
        left join
            names
            on placed.algorithm = names.algorithm
            and placed.model_version = names.model_version
            and placed.segment_id = names.segment_id
    )

select *
from final
