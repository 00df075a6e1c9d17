with
    given as ({{ given_rows("regions") }}),

    final as (select region as state, region_name as state_name, area as region from given)

select *
from final
