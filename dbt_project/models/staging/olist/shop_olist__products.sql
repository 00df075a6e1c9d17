{{ config(enabled=reads("olist", "products"), materialized="view") }}

with
    products as (select * from {{ ref("stg_olist__products") }}),

    given_translations as (
        select * from {{ ref("stg_olist__product_category_translations") }} where fault is null
    ),

    rejected_translations as (
        select row_key, row_hash, bool_and(keeps_one) as keeps_one
        from {{ ref("shop_olist__rejected_rows") }}
        where input = 'category_translations' and is_whole_key
        group by row_key, row_hash
    ),

    translations as (
        {{
            kept_rows(
                "given_translations",
                ["product_category_name", "product_category_name_english"],
                ["product_category_name"],
                "rejected_translations",
            )
        }}
    ),

    -- names for the categories that the source's own translation leaves out
    added_translations as (select * from {{ ref("product_category_translations") }}),

    final as (
        select
            products.product_id,
            -- the original name where there is no English one, null where there is neither
            coalesce(
                translations.product_category_name_english,
                added_translations.product_category_name_english,
                products.product_category_name
            ) as category,
            products.product_category_name as category_portuguese,
            products.name_length,
            products.description_length,
            products.photo_count,
            products.weight_g,
            products.length_cm,
            products.height_cm,
            products.width_cm,
            products.fault
        from products
        -- left joins: products without category, categories without translation
        left join translations using (product_category_name)
        left join added_translations using (product_category_name)
    )

select *
from final
