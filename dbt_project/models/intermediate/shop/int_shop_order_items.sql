with
    given as ({{ accepted_rows("order_items") }}),

    -- lines without a number get one; those that are identical stay as many as they are
    numbered as (
        select *, line_number as order_item_id
        from given
        where line_number is not null
        union all
        select
            *,
            cast(
                row_number() over (
                    partition by order_id
                    order by
                        product_id,
                        product_name,
                        category,
                        seller_id,
                        quantity,
                        amount,
                        freight_amount,
                        shipping_limit_at
                ) as integer
            ) as order_item_id
        from given
        where line_number is null
    ),

    flagged as (
        select *, quantity < 0 or amount < 0 as is_return_line
        from (select * replace (coalesce(quantity, 1) as quantity) from numbered)
    ),

    final as (
        select
            -- ids
            order_id,
            order_item_id,
            product_id,
            seller_id,
            -- keys
            {{ integer_key("order_id") }} as order_key,
            {{ integer_key("product_id") }} as product_key,
            {{ integer_key("seller_id") }} as seller_key,
            -- text
            product_name,
            category,
            -- numbers
            quantity,
            -- what is sold by weight or length is one item; what is returned, one less
            cast(
                case
                    when is_return_line and quantity > 0
                    then 0
                    when quantity = round(quantity)
                    then quantity
                    else sign(quantity)
                end as integer
            ) as item_count,
            -- some write what came back without a sign
            case when quantity < 0 then - abs(amount) else amount end as price_amount,
            coalesce(freight_amount, 0) as freight_amount,
            is_return_line,
            -- timestamps
            shipping_limit_at
        from flagged
    )

select *
from final
