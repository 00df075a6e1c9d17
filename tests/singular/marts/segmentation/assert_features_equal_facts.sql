-- The customers' orders, items and spend add up to those of the included orders up to the date.
with
    as_of as (select max(as_of_date) as as_of_date from {{ ref("customer_features") }}),

    orders as (
        select
            count(distinct orders.customer_unique_id) as customer_count,
            count(*) as order_count,
            sum(orders.item_count) as item_count,
            sum(orders.item_amount) as spend_amount
        from {{ ref("fct_orders") }} as orders
        inner join as_of on orders.included_date <= as_of.as_of_date
    ),

    features as (
        select
            count(*) as customer_count,
            sum(order_count) as order_count,
            sum(item_count) as item_count,
            sum(spend_amount) as spend_amount
        from {{ ref("customer_features") }}
    )

select features.*
from features
left join orders using (customer_count, order_count, item_count, spend_amount)
where orders.customer_count is null
