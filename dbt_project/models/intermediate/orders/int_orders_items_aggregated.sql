with
    order_items as (select * from {{ ref("int_shop_order_items") }}),

    final as (
        select
            order_key,
            cast(count(*) as integer) as line_count,
            cast(sum(item_count) as integer) as item_count,
            cast(count(distinct product_key) as integer) as product_count,
            cast(count(distinct seller_key) as integer) as seller_count,
            cast(sum(price_amount) as decimal(18, 2)) as item_amount,
            cast(
                sum(case when is_return_line then price_amount else 0 end) as decimal(18, 2)
            ) as returned_amount,
            cast(sum(freight_amount) as decimal(18, 2)) as freight_amount,
            bool_and(is_return_line) as is_return
        from order_items
        group by order_key
    )

select *
from final
