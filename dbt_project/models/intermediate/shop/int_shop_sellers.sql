with
    given as ({{ accepted_rows("sellers") }}),

    -- a shop without a list of sellers has those that its items name
    sellers as (
        select *
        from given
        union all by name
        select distinct seller_id
        from {{ ref("int_shop_order_items") }}
        where seller_id is not null and {{ "false" if "sellers" in shop().inputs else "true" }}
    ),

    final as (
        select
            -- ids
            seller_id,
            -- keys
            {{ integer_key("seller_id") }} as seller_key,
            -- text
            zip_code as seller_zip_code_prefix,
            city as seller_city,
            region as seller_state
        from sellers
    )

select *
from final
