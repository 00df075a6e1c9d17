{{ config(enabled=reads("olist", "places")) }}

with
    source as ({{ typed_source("olist", "geolocation", ref("stg_olist__files")) }}),

    final as (
        select
            -- text
            {{ zip_prefix("geolocation_zip_code_prefix") }} as zip_code_prefix,
            lower(trim(geolocation_city)) as city,
            upper(trim(geolocation_state)) as state,
            -- numbers
            geolocation_lat as latitude,
            geolocation_lng as longitude,
            -- what is wrong with the row
            fault
        from source
    )

select *
from final
