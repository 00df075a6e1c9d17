{{ config(enabled=reads("olist", "sellers")) }}

with
    source as ({{ typed_source("olist", "sellers", ref("stg_olist__files")) }}),

    final as (
        select
            -- ids
            seller_id,
            -- text
            {{ zip_prefix("seller_zip_code_prefix") }} as seller_zip_code_prefix,
            lower(trim(seller_city)) as seller_city,
            upper(trim(seller_state)) as seller_state,
            -- what is wrong with the row
            fault
        from source
    )

select *
from final
