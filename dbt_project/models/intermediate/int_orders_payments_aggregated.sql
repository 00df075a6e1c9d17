with
    order_payments as (select * from {{ ref("stg_olist__order_payments") }}),

    totals as (
        select
            order_id,
            count(*) as payment_count,
            max(installment_count) as installment_count,
            sum(payment_amount) as payment_amount
        from order_payments
        group by order_id
    ),

    -- the type that paid most of the order; ties go to the first in the alphabet
    types_ranked as (
        select
            order_id,
            payment_type,
            row_number() over (
                partition by order_id order by sum(payment_amount) desc, payment_type
            ) as amount_rank
        from order_payments
        group by order_id, payment_type
    ),

    final as (
        select
            totals.order_id,
            totals.payment_count,
            totals.installment_count,
            totals.payment_amount,
            types_ranked.payment_type
        from totals
        inner join types_ranked on totals.order_id = types_ranked.order_id
        where types_ranked.amount_rank = 1
    )

select *
from final
