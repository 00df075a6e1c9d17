with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_current),

    rfm as (select * from {{ ref("int_customers_scored_rfm") }}),

    kmeans as (select * from {{ ref("int_customers_scored_kmeans") }}),

    all_segments as (
        select
            'rfm' as algorithm,
            as_of_date,
            customer_unique_id,
            model_version,
            segment_id,
            false as is_noise,
            cast(null as double) as distance_to_centroid
        from rfm
        union all
        select
            'kmeans' as algorithm,
            as_of_date,
            customer_unique_id,
            model_version,
            segment_id,
            false as is_noise,
            distance_to_centroid
        from kmeans
    ),

    final as (
        select
            all_segments.algorithm,
            all_segments.as_of_date,
            all_segments.customer_unique_id,
            all_segments.model_version,
            all_segments.segment_id,
            all_segments.is_noise,
            all_segments.distance_to_centroid
        from all_segments
        inner join as_of_dates on all_segments.as_of_date = as_of_dates.as_of_date
    )

select *
from final
