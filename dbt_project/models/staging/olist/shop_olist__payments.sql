{{ config(enabled=reads("olist", "payments"), materialized="view") }}

with
    order_payments as (select * from {{ ref("stg_olist__order_payments") }}),

    final as (
        select
            order_id,
            payment_sequential as payment_number,
            payment_type,
            payment_amount as amount,
            installment_count as installments,
            fault
        from order_payments
    )

select *
from final
