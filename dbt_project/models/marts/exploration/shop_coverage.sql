{# An order is in one row: where it counts, or why it does not. #}
with
    -- one row, also if nobody is a customer
    as_of_dates as (
        select max(as_of_date) as as_of_date from {{ ref("int_feature_means") }} where is_current
    ),

    orders as (select * from {{ ref("fct_orders") }}),

    customers as (
        select customer_key
        from {{ ref("int_customer_states") }} as states
        inner join
            as_of_dates
            on states.valid_from <= as_of_dates.as_of_date
            and as_of_dates.as_of_date < states.valid_to
    ),

    reasons as (
        select
            orders.*,
            as_of_dates.as_of_date,
            case
                when not orders.is_included and orders.returned_date is null
                then 'status'
                when coalesce(orders.included_date, orders.returned_date) > as_of_dates.as_of_date
                then 'later'
                when orders.customer_key is null and orders.is_return
                then 'guest return'
                when orders.customer_key is null
                then 'guest'
                when customers.customer_key is null
                then 'return without purchase'
                when orders.is_return
                then 'return'
                else 'order'
            end as coverage_reason
        from orders
        -- left join: not everybody is a customer by the date
        left join customers using (customer_key)
        cross join as_of_dates
    ),

    final as (
        select
            coverage_reason,
            coverage_reason in ('order', 'return') as is_in_segments,
            as_of_date,
            count(*) as order_or_return_count,
            count(distinct customer_key) as customer_count,
            cast(sum(line_count) as bigint) as line_count,
            cast(sum(item_amount - returned_amount) as decimal(18, 2)) as sold_amount,
            cast(sum(returned_amount) as decimal(18, 2)) as returned_amount,
            cast(sum(item_amount) as decimal(18, 2)) as revenue_amount
        from reasons
        group by coverage_reason, as_of_date
    )

select *
from final
