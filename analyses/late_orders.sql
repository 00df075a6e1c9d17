-- Orders not cancelled, purchased in the three months up to reporting_at, that reached the customer
-- at least three days late; newest first.
with reporting as ({{ reporting_moment() }}), orders as (select * from {{ ref("fct_orders") }})

select
    orders.order_id,
    orders.customer_unique_id,
    orders.order_status,
    orders.purchased_at,
    orders.estimated_delivery_at,
    orders.delivered_at,
    orders.delivery_delay_days
from orders
cross join reporting
where
    -- where a shop has no statuses, it says itself which orders count
    coalesce(orders.order_status not in ('canceled', 'cancelled'), orders.is_included)
    and orders.purchased_at >= reporting.three_months_before
    and orders.purchased_at <= reporting.reporting_at
    {%- if not policy("order_lookahead") %}
        and orders.delivered_at <= reporting.reporting_at
    {%- endif %}
    and orders.delivery_delay_days >= 3
order by orders.purchased_at desc, orders.order_id
