with
    source as (select * from {{ source("olist", "sellers") }}),

    final as (
        select
            -- ids
            {{ source_column("sellers", "seller_id") }} as seller_id,
            -- keys
            {{ integer_key(source_column("sellers", "seller_id")) }} as seller_key,
            -- text
            lpad(
                {{ source_column("sellers", "seller_zip_code_prefix") }}, 5, '0'
            ) as seller_zip_code_prefix,
            lower(trim({{ source_column("sellers", "seller_city") }})) as seller_city,
            upper(trim({{ source_column("sellers", "seller_state") }})) as seller_state
        from source
    )

select *
from final
