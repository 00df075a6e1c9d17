with
    source as (
        select * from {{ source("olist", "product_category_name_translation") }}
    ),

    final as (
        select
            -- text
            {{
                source_column(
                    "product_category_name_translation", "product_category_name"
                )
            }} as product_category_name,
            {{
                source_column(
                    "product_category_name_translation",
                    "product_category_name_english",
                )
            }} as product_category_name_english
        from source
    )

select *
from final
