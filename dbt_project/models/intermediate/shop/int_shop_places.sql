with
    given as ({{ accepted_rows("places") }}),

    final as (
        select zip_code as zip_code_prefix, city, region as state, latitude, longitude from given
    )

select *
from final
