with
    source as (select * from {{ source("olist", "geolocation") }}),

    final as (
        select
            -- text
            lpad(
                {{ source_column("geolocation", "geolocation_zip_code_prefix") }},
                5,
                '0'
            ) as zip_code_prefix,
            lower(trim({{ source_column("geolocation", "geolocation_city") }})) as city,
            upper(
                trim({{ source_column("geolocation", "geolocation_state") }})
            ) as state,
            -- numbers
            {{ source_column("geolocation", "geolocation_lat") }} as latitude,
            {{ source_column("geolocation", "geolocation_lng") }} as longitude
        from source
    )

select *
from final
