with
    source as (select * from {{ source("olist", "order_items") }}),

    final as (
        select
            -- ids
            {{ source_column("order_items", "order_id") }} as order_id,
            {{ source_column("order_items", "order_item_id") }} as order_item_id,
            {{ source_column("order_items", "product_id") }} as product_id,
            {{ source_column("order_items", "seller_id") }} as seller_id,
            -- keys
            {{ integer_key(source_column("order_items", "order_id")) }} as order_key,
            {{ integer_key(source_column("order_items", "product_id")) }}
            as product_key,
            {{ integer_key(source_column("order_items", "seller_id")) }} as seller_key,
            -- numbers
            {{ source_column("order_items", "price") }} as price_amount,
            {{ source_column("order_items", "freight_value") }} as freight_amount,
            -- timestamps
            {{ source_column("order_items", "shipping_limit_date") }}
            as shipping_limit_at
        from source
    )

select *
from final
