with
    orders as (select * from {{ ref("int_orders_classified") }}),

    items as (select * from {{ ref("int_orders_items_aggregated") }}),

    payments as (select * from {{ ref("int_orders_payments_aggregated") }}),

    reviews as (select * from {{ ref("int_orders_reviews_aggregated") }}),

    final as (
        select
            -- ids
            orders.order_id,
            orders.order_customer_id,
            orders.customer_unique_id,
            -- keys
            orders.order_key,
            orders.customer_key,
            -- the order
            orders.order_status,
            orders.has_included_status and not coalesce(items.is_return, false) as is_included,
            case
                when not coalesce(items.is_return, false) then orders.counted_date
            end as included_date,
            coalesce(items.is_return, false) as is_return,
            case
                when items.is_return and orders.has_included_status then orders.purchase_date
            end as returned_date,
            orders.purchased_at,
            orders.purchase_date,
            orders.approved_at,
            orders.shipped_at,
            orders.delivered_at,
            orders.estimated_delivery_at,
            cast(
                {{ dbt.datediff("orders.estimated_delivery_at", "orders.delivered_at", "day") }}
                as integer
            ) as delivery_delay_days,
            -- where it went
            orders.customer_zip_code_prefix,
            orders.customer_city,
            orders.customer_state,
            orders.channel,
            -- what it held
            coalesce(items.line_count, 0) as line_count,
            coalesce(items.item_count, 0) as item_count,
            coalesce(items.product_count, 0) as product_count,
            coalesce(items.seller_count, 0) as seller_count,
            coalesce(items.item_amount, 0) as item_amount,
            coalesce(items.returned_amount, 0) as returned_amount,
            coalesce(items.freight_amount, 0) as freight_amount,
            -- how it was paid
            coalesce(payments.payment_count, 0) as payment_count,
            coalesce(payments.payment_amount, 0) as payment_amount,
            payments.payment_type,
            payments.installment_count,
            -- how it was liked
            coalesce(reviews.review_count, 0) as review_count,
            reviews.mean_review_score,
            reviews.last_review_answered_at
        from orders
        -- left joins: orders without items, payments or reviews are normal
        left join items using (order_key)
        left join payments using (order_key)
        left join reviews using (order_key)
    )

select *
from final
