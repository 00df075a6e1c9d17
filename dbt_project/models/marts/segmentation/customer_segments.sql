with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_current),

    segments as (
        select segments.*
        from {{ ref("int_customer_segments_unioned") }} as segments
        inner join as_of_dates on segments.as_of_date = as_of_dates.as_of_date
    ),

    names as (select * from {{ ref("int_segments_named") }}),

    final as (
        select
            segments.algorithm,
            segments.customer_unique_id,
            segments.as_of_date,
            cast(segments.model_version as integer) as model_version,
            cast(segments.segment_id as integer) as segment_id,
            names.segment_name,
            segments.is_noise,
            segments.distance_to_centroid
        from segments
        -- left join: a segment without a name must fail its test, not lose its
        -- customers
        left join
            names
            on segments.algorithm = names.algorithm
            and segments.model_version = names.model_version
            and segments.segment_id = names.segment_id
    )

select *
from final
