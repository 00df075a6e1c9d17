-- Sellers with more than 100,000 BRL of item revenue on orders delivered up to reporting_at.
with
    reporting as ({{ reporting_moment() }}),

    order_items as (select * from {{ ref("fct_order_items") }})

select
    order_items.seller_id,
    order_items.seller_city,
    order_items.seller_state,
    sum(order_items.price_amount) as revenue_amount,
    count(*) as item_count,
    count(distinct order_items.order_id) as order_count
from order_items
cross join reporting
where
    order_items.order_status = 'delivered'
    and order_items.purchased_at <= reporting.reporting_at
    and order_items.included_date <= cast(reporting.reporting_at as date)
group by order_items.seller_id, order_items.seller_city, order_items.seller_state
having sum(order_items.price_amount) > 100000
order by revenue_amount desc, order_items.seller_id
