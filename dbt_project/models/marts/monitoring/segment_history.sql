with
    steps as (select * from {{ ref("int_customer_segment_steps") }}),

    -- a period begins where the segment, or its name, is another
    starts as (
        select *
        from steps
        where
            last_segment_id is null
            or segment_id <> last_segment_id
            or segment_name <> last_segment_name
    ),

    periods as (
        select
            *,
            lead(as_of_date) over (
                partition by algorithm, customer_unique_id order by as_of_date
            ) as next_start
        from starts
    ),

    final as (
        select
            algorithm,
            customer_unique_id,
            cast(segment_id as integer) as segment_id,
            segment_name,
            cast(model_version as integer) as model_version,
            as_of_date as valid_from,
            next_start as valid_to,
            next_start is null as is_current
        from periods
    )

select *
from final
