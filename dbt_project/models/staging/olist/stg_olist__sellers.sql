with
    source as ({{ typed_source("sellers") }}),

    final as (
        select
            -- ids
            seller_id,
            -- keys
            {{ integer_key("seller_id") }} as seller_key,
            -- text
            lpad(seller_zip_code_prefix, 5, '0') as seller_zip_code_prefix,
            lower(trim(seller_city)) as seller_city,
            upper(trim(seller_state)) as seller_state
        from source
    )

select *
from final
