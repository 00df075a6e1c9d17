{# rfm and kmeans are fitted as of the same dates, so they have the same versions. #}
with
    fits as (select * from {{ ref("int_as_of_dates") }} where is_fit),

    final as (
        select
            model_version,
            as_of_date as valid_from,
            lead(as_of_date) over (order by as_of_date) as valid_to
        from fits
    )

select *
from final
