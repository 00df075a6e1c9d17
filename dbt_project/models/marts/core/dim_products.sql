with
    products as (select * from {{ ref("int_shop_products") }}),

    final as (
        select
            product_id,
            product_key,
            product_name,
            category,
            category_portuguese,
            name_length,
            description_length,
            photo_count,
            weight_g,
            length_cm,
            height_cm,
            width_cm
        from products
    )

select *
from final
