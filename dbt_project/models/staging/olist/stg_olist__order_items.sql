{{ config(enabled=reads("olist")) }}

with
    source as ({{ typed_source("olist", "order_items", ref("stg_olist__files")) }}),

    final as (
        select
            -- ids
            order_id,
            order_item_id,
            product_id,
            seller_id,
            -- numbers
            price as price_amount,
            freight_value as freight_amount,
            -- timestamps
            shipping_limit_date as shipping_limit_at,
            -- what is wrong with the row
            fault
        from source
    )

select *
from final
