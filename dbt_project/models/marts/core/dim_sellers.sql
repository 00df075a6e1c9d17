with
    sellers as (select * from {{ ref("int_shop_sellers") }}),

    zip_codes as (select * from {{ ref("int_zip_codes_located") }}),

    states as (select * from {{ ref("int_shop_regions") }}),

    final as (
        select
            sellers.seller_id,
            sellers.seller_key,
            sellers.seller_zip_code_prefix,
            sellers.seller_city,
            sellers.seller_state,
            states.state_name as seller_state_name,
            states.region as seller_region,
            zip_codes.latitude as seller_latitude,
            zip_codes.longitude as seller_longitude
        from sellers
        -- left joins: not every state code or zip prefix is known
        left join states on sellers.seller_state = states.state
        left join zip_codes on sellers.seller_zip_code_prefix = zip_codes.zip_code_prefix
    )

select *
from final
