with
    given as (
        {{
            shop_input(
                "regions", {"region": "varchar", "region_name": "varchar", "area": "varchar"}
            )
        }}
    ),

    final as (select region as state, region_name as state_name, area as region from given)

select *
from final
