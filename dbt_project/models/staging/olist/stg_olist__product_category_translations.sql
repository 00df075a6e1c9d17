{{ config(enabled=reads("olist", "products")) }}

with
    source as ({{ typed_source("olist", "product_category_name_translation") }}),

    final as (
        select
            -- text
            product_category_name, product_category_name_english
        from source
    )

select *
from final
