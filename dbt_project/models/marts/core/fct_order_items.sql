with
    order_items as (select * from {{ ref("int_shop_order_items") }}),

    orders as (select * from {{ ref("fct_orders") }}),

    products as (select * from {{ ref("dim_products") }}),

    sellers as (select * from {{ ref("dim_sellers") }}),

    final as (
        select
            -- ids
            order_items.order_id,
            order_items.order_item_id,
            order_items.product_id,
            order_items.seller_id,
            orders.customer_unique_id,
            -- keys
            orders.customer_key,
            -- its order
            orders.order_status,
            orders.is_included,
            orders.included_date,
            orders.returned_date,
            orders.purchased_at,
            orders.purchase_date,
            -- the item
            coalesce(order_items.category, products.category) as category,
            sellers.seller_city,
            sellers.seller_state,
            order_items.shipping_limit_at,
            order_items.is_return_line,
            order_items.quantity,
            order_items.item_count,
            order_items.price_amount,
            order_items.freight_amount
        from order_items
        -- left joins: an item whose order, product or seller is unknown fails its test in the
        -- input, and must not vanish here
        left join orders using (order_key)
        left join products using (product_key)
        left join sellers using (seller_key)
    )

select *
from final
