with
    source as (select * from {{ source("olist", "products") }}),

    final as (
        select
            -- ids
            {{ source_column("products", "product_id") }} as product_id,
            -- keys
            {{ integer_key(source_column("products", "product_id")) }} as product_key,
            -- text
            {{ source_column("products", "product_category_name") }}
            as product_category_name,
            -- numbers
            {{ source_column("products", "product_name_lenght") }} as name_length,
            {{ source_column("products", "product_description_lenght") }}
            as description_length,
            {{ source_column("products", "product_photos_qty") }} as photo_count,
            {{ source_column("products", "product_weight_g") }} as weight_g,
            {{ source_column("products", "product_length_cm") }} as length_cm,
            {{ source_column("products", "product_height_cm") }} as height_cm,
            {{ source_column("products", "product_width_cm") }} as width_cm
        from source
    )

select *
from final
