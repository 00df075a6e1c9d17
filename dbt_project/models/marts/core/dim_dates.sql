with
    purchase_days as (select * from {{ ref("int_purchase_days") }}),

    -- whole years, from the first purchase to the last
    bounds as (
        select
            cast(date_trunc('year', min(purchase_date)) as date) as first_day,
            cast({{ dbt.last_day("max(purchase_date)", "year") }} as date) as last_day
        from purchase_days
    ),

    days as (
        select
            cast(unnest(generate_series(first_day, last_day, interval 1 day)) as date) as date_day
        from bounds
    ),

    final as (
        select
            date_day,
            cast(date_trunc('week', date_day) as date) as week_start_date,
            cast(date_trunc('month', date_day) as date) as month_start_date,
            cast(date_trunc('quarter', date_day) as date) as quarter_start_date,
            cast(extract(year from date_day) as integer) as year_number,
            cast(extract(month from date_day) as integer) as month_number,
            cast(extract(day from date_day) as integer) as day_of_month,
            cast(
                {{ dbt.datediff("date_trunc('week', date_day)", "date_day", "day") }} + 1 as integer
            ) as iso_day_of_week
        from days
    )

select *
from final
