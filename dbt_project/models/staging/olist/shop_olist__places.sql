{{ config(enabled=reads("olist", "places"), materialized="view") }}

with
    geolocation as (select * from {{ ref("stg_olist__geolocation") }}),

    final as (
        select zip_code_prefix as zip_code, city, state as region, latitude, longitude, fault
        from geolocation
    )

select *
from final
