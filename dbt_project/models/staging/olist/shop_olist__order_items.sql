{{ config(enabled=reads("olist"), materialized="view") }}

with
    order_items as (select * from {{ ref("stg_olist__order_items") }}),

    final as (
        select
            order_id,
            order_item_id as line_number,
            product_id,
            seller_id,
            price_amount as amount,
            freight_amount,
            shipping_limit_at,
            fault
        from order_items
    )

select *
from final
