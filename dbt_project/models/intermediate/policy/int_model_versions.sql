{# rfm and kmeans are fitted as of the same dates, so they have the same versions. #}
with
    fits as (select * from {{ ref("int_as_of_dates") }} where is_fit),

    final as (
        select
            model_version,
            as_of_date as valid_from,
            -- no date is null, so that one comparison will do
            lead(as_of_date, 1, cast('9999-12-31' as date)) over (order by as_of_date) as valid_to
        from fits
    )

select *
from final
