with
    given as ({{ accepted_rows("products") }}),

    -- a shop without a list of products has those that its items name
    items as (
        select product_id, product_name, category
        from {{ ref("int_shop_order_items") }}
        where product_id is not null and {{ "false" if "products" in shop().inputs else "true" }}
    ),

    product_names as ({{ most_frequent("items", "product_id", "product_name") }}),

    categories as ({{ most_frequent("items", "product_id", "category") }}),

    products as (
        select *
        from given
        union all by name
        select ids.product_id, product_names.product_name, categories.category
        from (select distinct product_id from items) as ids
        -- left joins: not every product has a name and a category
        left join product_names using (product_id)
        left join categories using (product_id)
    ),

    final as (
        select
            -- ids
            product_id,
            -- keys
            {{ integer_key("product_id") }} as product_key,
            -- text
            product_name,
            category,
            category_portuguese,
            -- numbers
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
