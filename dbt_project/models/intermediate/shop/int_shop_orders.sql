with
    given as ({{ accepted_rows("orders") }}),

    final as (
        select
            -- ids
            order_id,
            order_customer_id,
            -- nobody knows a guest by an empty id
            nullif(trim(customer_id), '') as customer_unique_id,
            -- keys
            {{ integer_key("order_id") }} as order_key,
            {{ integer_key("nullif(trim(customer_id), '')") }} as customer_key,
            -- text
            status as order_status,
            channel,
            region as customer_state,
            city as customer_city,
            zip_code as customer_zip_code_prefix,
            -- yes or no, where a shop has no statuses
            is_included,
            -- timestamps
            ordered_at as purchased_at,
            approved_at,
            shipped_at,
            delivered_at,
            estimated_delivery_at
        from given
    )

select *
from final
