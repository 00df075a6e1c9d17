with
    source as (select * from {{ source("olist", "orders") }}),

    final as (
        select
            -- ids
            {{ source_column("orders", "order_id") }} as order_id,
            {{ source_column("orders", "customer_id") }} as order_customer_id,
            -- keys
            {{ integer_key(source_column("orders", "order_id")) }} as order_key,
            {{ integer_key(source_column("orders", "customer_id")) }}
            as order_customer_key,
            -- text
            lower(trim({{ source_column("orders", "order_status") }})) as order_status,
            -- timestamps
            {{ source_column("orders", "order_purchase_timestamp") }} as purchased_at,
            {{ source_column("orders", "order_approved_at") }} as approved_at,
            {{ source_column("orders", "order_delivered_carrier_date") }} as shipped_at,
            {{ source_column("orders", "order_delivered_customer_date") }}
            as delivered_at,
            {{ source_column("orders", "order_estimated_delivery_date") }}
            as estimated_delivery_at
        from source
    )

select *
from final
