with
    source as (select * from {{ source("olist", "order_payments") }}),

    final as (
        select
            -- ids
            {{ source_column("order_payments", "order_id") }} as order_id,
            {{ source_column("order_payments", "payment_sequential") }}
            as payment_sequential,
            -- keys
            {{ integer_key(source_column("order_payments", "order_id")) }} as order_key,
            -- text
            {{ source_column("order_payments", "payment_type") }} as payment_type,
            -- numbers
            {{ source_column("order_payments", "payment_installments") }}
            as installment_count,
            {{ source_column("order_payments", "payment_value") }} as payment_amount
        from source
    )

select *
from final
