{{ config(enabled=reads("olist", "payments")) }}

with
    source as ({{ typed_source("olist", "order_payments", ref("stg_olist__files")) }}),

    final as (
        select
            -- ids
            order_id,
            payment_sequential,
            -- text
            payment_type,
            -- numbers
            payment_installments as installment_count,
            payment_value as payment_amount,
            -- what is wrong with the row
            fault
        from source
    )

select *
from final
