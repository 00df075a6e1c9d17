with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }}),

    steps as (
        select
            origins.as_of_date as origin_date,
            dates.as_of_date,
            {{ dbt.datediff("origins.as_of_date", "dates.as_of_date", "day") }} as days_since_fit
        from as_of_dates as origins
        inner join
            as_of_dates as dates
            on origins.is_stability_origin
            and dates.is_stability_step
            and dates.as_of_date >= origins.as_of_date
    ),

    final as (
        select origin_date, as_of_date, cast(days_since_fit / 7 as integer) as weeks_since_fit
        from steps
        where
            mod(days_since_fit, {{ 7 * policy("stability_step_weeks") }}) = 0
            and days_since_fit <= {{ 7 * policy("stability_horizon_weeks") }}
    )

select *
from final
