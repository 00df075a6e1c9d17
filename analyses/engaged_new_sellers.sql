-- Sellers whose first order that counts (of Olist, that was delivered) was purchased in the three
-- months up to reporting_at and who have sold more than 30 products (items) on orders that count by
-- then; revenue less what was returned.
with
    reporting as ({{ reporting_moment() }}),

    order_items as (select * from {{ ref("fct_order_items") }})

select
    order_items.seller_id,
    order_items.seller_city,
    order_items.seller_state,
    min(
        case when not order_items.is_return_line then order_items.purchased_at end
    ) as first_purchased_at,
    cast(
        sum(
            case when not order_items.is_return_line then order_items.item_count else 0 end
        ) as bigint
    ) as item_count,
    sum(order_items.price_amount) as revenue_amount
from order_items
cross join reporting
where
    order_items.seller_id is not null
    and order_items.purchased_at <= reporting.reporting_at
    and coalesce(order_items.included_date, order_items.returned_date)
    <= cast(reporting.reporting_at as date)
group by
    order_items.seller_id,
    order_items.seller_city,
    order_items.seller_state,
    reporting.three_months_before
having first_purchased_at >= reporting.three_months_before and item_count > 30
order by item_count desc, order_items.seller_id
