-- Sellers whose first order that counts (of Olist, that was delivered) was purchased in the three
-- months up to reporting_at and who have sold more than 30 products (items) on orders that count by
-- then.
with
    reporting as ({{ reporting_moment() }}),

    order_items as (select * from {{ ref("fct_order_items") }})

select
    order_items.seller_id,
    order_items.seller_city,
    order_items.seller_state,
    min(order_items.purchased_at) as first_purchased_at,
    cast(sum(order_items.quantity) as bigint) as item_count,
    sum(order_items.price_amount) as revenue_amount
from order_items
cross join reporting
where
    order_items.seller_id is not null
    and not order_items.is_return_line
    and order_items.purchased_at <= reporting.reporting_at
    and order_items.included_date <= cast(reporting.reporting_at as date)
group by
    order_items.seller_id,
    order_items.seller_city,
    order_items.seller_state,
    reporting.three_months_before
having
    min(order_items.purchased_at) >= reporting.three_months_before
    and sum(order_items.quantity) > 30
order by item_count desc, order_items.seller_id
