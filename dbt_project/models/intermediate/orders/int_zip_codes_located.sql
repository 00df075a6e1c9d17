with
    places as (select * from {{ ref("int_shop_places") }}),

    -- the median, because single coordinates lie far outside the country
    coordinates as (
        select
            zip_code_prefix,
            count(*) as coordinate_count,
            percentile_cont(0.5) within group (order by latitude) as latitude,
            percentile_cont(0.5) within group (order by longitude) as longitude
        from places
        group by zip_code_prefix
    ),

    cities as ({{ most_frequent("places", "zip_code_prefix", "city") }}),

    states as ({{ most_frequent("places", "zip_code_prefix", "state") }}),

    final as (
        select
            coordinates.zip_code_prefix,
            cities.city,
            states.state,
            coordinates.latitude,
            coordinates.longitude,
            coordinates.coordinate_count
        from coordinates
        -- a prefix may be listed without any city or state
        left join cities using (zip_code_prefix)
        left join states using (zip_code_prefix)
    )

select *
from final
