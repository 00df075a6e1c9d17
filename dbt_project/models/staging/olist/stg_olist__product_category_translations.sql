{{ config(enabled=reads("olist", "products")) }}

with
    source as (
        {{ typed_source("olist", "product_category_name_translation", ref("stg_olist__files")) }}
    ),

    final as (
        select
            -- text
            product_category_name,
            product_category_name_english,
            -- what is wrong with the row
            fault
        from source
    )

select *
from final
