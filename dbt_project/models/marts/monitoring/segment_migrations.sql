with
    customer_steps as (select * from {{ ref("int_customer_segment_steps") }}),

    features as (select * from {{ ref("int_customer_features_as_of") }}),

    steps as (
        select
            as_of_date as to_date,
            lag(as_of_date) over (order by as_of_date) as from_date
        from {{ ref("int_as_of_dates") }}
        where is_history_step
    ),

    final as (
        select
            customer_steps.algorithm,
            steps.from_date,
            steps.to_date,
            cast(customer_steps.last_segment_id as integer) as from_segment_id,
            customer_steps.last_segment_name as from_segment_name,
            cast(customer_steps.segment_id as integer) as to_segment_id,
            customer_steps.segment_name as to_segment_name,
            cast(count(*) as integer) as customer_count,
            cast(
                sum({{ exact_decimal("features.spend_amount") }}) as decimal(18, 2)
            ) as spend_amount
        from customer_steps
        inner join steps on customer_steps.as_of_date = steps.to_date
        inner join
            features
            on customer_steps.as_of_date = features.as_of_date
            and customer_steps.customer_unique_id = features.customer_unique_id
        -- before the first step nobody was anywhere
        where steps.from_date is not null
        group by
            customer_steps.algorithm,
            steps.from_date,
            steps.to_date,
            customer_steps.last_segment_id,
            customer_steps.last_segment_name,
            customer_steps.segment_id,
            customer_steps.segment_name
    )

select *
from final
