with
    periods as (
        select
            *,
            lead(as_of_date) over (
                partition by algorithm, customer_key order by as_of_date
            ) as next_as_of_date
        from {{ ref("int_segment_changes") }}
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
        inner join {{ ref("dim_customers") }} as customers using (customer_key)
    )

select *
from final
