with
    order_items as (select * from {{ ref("stg_olist__order_items") }}),

    final as (
        select
            order_id,
            count(*) as item_count,
            count(distinct product_id) as product_count,
            count(distinct seller_id) as seller_count,
            sum(price_amount) as item_amount,
            sum(freight_amount) as freight_amount
        from order_items
        group by order_id
    )

select *
from final
