with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_history_step),

    names as (select * from {{ ref("int_segments_named") }}),

    segments as (
        select
            segments.algorithm,
            segments.customer_unique_id,
            segments.as_of_date,
            segments.model_version,
            segments.segment_id,
            names.segment_name
        from {{ ref("int_customer_segments_unioned") }} as segments
        inner join as_of_dates on segments.as_of_date = as_of_dates.as_of_date
        -- left join: a segment without a name must fail its test, not lose its
        -- customers
        left join
            names
            on segments.algorithm = names.algorithm
            and segments.model_version = names.model_version
            and segments.segment_id = names.segment_id
        where segments.algorithm in ('rfm', 'kmeans')
    ),

    -- a customer once known stays known, so that the last row is of the last step
    final as (
        select
            algorithm,
            customer_unique_id,
            as_of_date,
            model_version,
            segment_id,
            segment_name,
            lag(segment_id) over (
                partition by algorithm, customer_unique_id order by as_of_date
            ) as last_segment_id,
            lag(segment_name) over (
                partition by algorithm, customer_unique_id order by as_of_date
            ) as last_segment_name
        from segments
    )

select *
from final
