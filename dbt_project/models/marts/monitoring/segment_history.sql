with
    changes as (select * from {{ ref("int_segment_changes") }}),

    customers as (select * from {{ ref("dim_customers") }}),

    periods as (
        select
            *,
            lead(as_of_date) over (
                partition by algorithm, customer_key order by as_of_date
            ) as next_as_of_date
        from changes
    ),

    final as (
        select
            periods.algorithm,
            customers.customer_unique_id,
            cast(periods.segment_id as integer) as segment_id,
            periods.segment_name,
            periods.model_version,
            periods.as_of_date as valid_from,
            periods.next_as_of_date as valid_to,
            periods.next_as_of_date is null as is_current
        from periods
        inner join customers on periods.customer_key = customers.customer_key
    )

select *
from final
