{{ config(enabled=reads("transactions"), materialized="view") }}

with
    order_lines as (select * from {{ ref("stg_transactions__order_lines") }}),

    final as (
        select
            order_id,
            line_number,
            product_id,
            product_name,
            category,
            seller_id,
            quantity,
            amount,
            freight_amount,
            fault
        from order_lines
    )

select *
from final
