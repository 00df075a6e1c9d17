{{ config(enabled=reads("olist")) }}

with
    source as ({{ typed_source("olist", "orders", ref("stg_olist__files")) }}),

    final as (
        select
            -- ids
            order_id,
            customer_id as order_customer_id,
            -- keys
            {{ integer_key("customer_id") }} as order_customer_key,
            -- text
            lower(trim(order_status)) as order_status,
            -- timestamps
            order_purchase_timestamp as purchased_at,
            order_approved_at as approved_at,
            order_delivered_carrier_date as shipped_at,
            order_delivered_customer_date as delivered_at,
            order_estimated_delivery_date as estimated_delivery_at,
            -- what is wrong with the row
            fault
        from source
    )

select *
from final
