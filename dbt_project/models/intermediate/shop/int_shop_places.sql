with
    given as (
        {{
            shop_input(
                "places",
                {
                    "zip_code": "varchar",
                    "city": "varchar",
                    "region": "varchar",
                    "latitude": "double",
                    "longitude": "double",
                },
            )
        }}
    ),

    final as (
        select zip_code as zip_code_prefix, city, region as state, latitude, longitude from given
    )

select *
from final
