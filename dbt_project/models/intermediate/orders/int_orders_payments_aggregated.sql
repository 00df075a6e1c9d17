with
    order_payments as (select * from {{ ref("int_shop_payments") }}),

    totals as (
        select
            order_key,
            cast(count(*) as integer) as payment_count,
            max(installment_count) as installment_count,
            cast(sum(payment_amount) as decimal(18, 2)) as payment_amount
        from order_payments
        group by order_key
    ),

    -- the type that paid most of the order; ties go to the first in the alphabet
    types_ranked as (
        select
            order_key,
            payment_type,
            row_number() over (
                partition by order_key order by sum(payment_amount) desc, payment_type
            ) as amount_rank
        from order_payments
        group by order_key, payment_type
    ),

    final as (
        select
            totals.order_key,
            totals.payment_count,
            totals.installment_count,
            totals.payment_amount,
            types_ranked.payment_type
        from totals
        inner join types_ranked using (order_key)
        where types_ranked.amount_rank = 1
    )

select *
from final
