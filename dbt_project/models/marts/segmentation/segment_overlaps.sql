with
    segments as (select * from {{ ref("customer_segments") }}),

    final as (
        select
            segments.algorithm,
            segments.segment_id,
            segments.segment_name,
            others.algorithm as other_algorithm,
            others.segment_id as other_segment_id,
            others.segment_name as other_segment_name,
            cast(count(*) as integer) as customer_count
        from segments
        inner join
            segments as others
            on segments.customer_unique_id = others.customer_unique_id
            and segments.algorithm <> others.algorithm
        group by
            segments.algorithm,
            segments.segment_id,
            segments.segment_name,
            others.algorithm,
            others.segment_id,
            others.segment_name
    )

select *
from final
