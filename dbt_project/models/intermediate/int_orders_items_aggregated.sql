with
    order_items as (select * from {{ ref("stg_olist__order_items") }}),

    final as (
        select
            order_key,
            count(*) as item_count,
            count(distinct product_key) as product_count,
            count(distinct seller_key) as seller_count,
            sum(price_amount) as item_amount,
            sum(freight_amount) as freight_amount
        from order_items
        group by order_key
    )

select *
from final
