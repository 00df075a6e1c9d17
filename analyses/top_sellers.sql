-- Sellers with more than 100,000 (in the currency of the shop) of item revenue, less what was
-- returned, on orders that count by reporting_at (of Olist those delivered).
with
    reporting as ({{ reporting_moment() }}),

    order_items as (select * from {{ ref("fct_order_items") }})

select
    order_items.seller_id,
    order_items.seller_city,
    order_items.seller_state,
    sum(order_items.price_amount) as revenue_amount,
    cast(
        sum(
            case when not order_items.is_return_line then order_items.item_count else 0 end
        ) as bigint
    ) as item_count,
    count(
        distinct case when not order_items.is_return_line then order_items.order_id end
    ) as order_count
from order_items
cross join reporting
where
    order_items.seller_id is not null
    and order_items.purchased_at <= reporting.reporting_at
    and coalesce(order_items.included_date, order_items.returned_date)
    <= cast(reporting.reporting_at as date)
group by order_items.seller_id, order_items.seller_city, order_items.seller_state
having revenue_amount > 100000
order by revenue_amount desc, order_items.seller_id
