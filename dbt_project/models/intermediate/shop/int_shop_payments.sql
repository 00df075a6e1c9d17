with
    given as ({{ accepted_rows("payments") }}),

    final as (
        select
            -- keys
            {{ integer_key("order_id") }} as order_key,
            -- ids
            order_id,
            -- text
            payment_type,
            -- numbers
            installments as installment_count,
            amount as payment_amount
        from given
    )

select *
from final
