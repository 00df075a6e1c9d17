-- The customers' orders, items and spend add up to those of the included orders up to the date,
-- less what these customers returned by then.
with
    as_of as (select max(as_of_date) as as_of_date from {{ ref("customer_features") }}),

    per_customer as (
        select
            orders.customer_unique_id,
            sum(case when orders.is_return then 0 else 1 end) as order_count,
            sum(orders.item_count) as item_count,
            sum(orders.item_amount) as spend_amount
        from {{ ref("fct_orders") }} as orders
        inner join as_of on coalesce(orders.included_date, orders.returned_date) <= as_of.as_of_date
        where orders.customer_unique_id is not null
        group by orders.customer_unique_id
    ),

    orders as (
        select
            count(*) as customer_count,
            sum(order_count) as order_count,
            sum(item_count) as item_count,
            sum(spend_amount) as spend_amount
        from per_customer
        where order_count > 0
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
