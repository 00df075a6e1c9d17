-- Every day of the years with purchases is there once, with its week, month, quarter and year as
-- formatting the day says them.
with
    purchases as (
        select
            make_date(year(min(purchase_date)), 1, 1) as first_day,
            make_date(year(max(purchase_date)), 12, 31) as last_day
        from {{ ref("fct_orders") }}
    ),

    dates as (
        select
            *,
            strftime(date_day, '%Y-%m-%d %u') = printf(
                '%d-%02d-%02d %d', year_number, month_number, day_of_month, iso_day_of_week
            ) as is_day,
            date_day - week_start_date + 1 = iso_day_of_week as is_week,
            strftime(date_day, '%Y-%m-01') = cast(month_start_date as varchar) as is_month,
            quarter_start_date = make_date(year_number, 3 * quarter(date_day) - 2, 1) as is_quarter
        from {{ ref("dim_dates") }}
    ),

    wrong_days as (
        select date_day from dates where not (is_day and is_week and is_month and is_quarter)
    ),

    counted as (
        select
            first_day,
            last_day,
            min(date_day) as first_date,
            max(date_day) as last_date,
            count(distinct date_day) as day_count
        from purchases
        cross join dates
        group by first_day, last_day
    )

select date_day
from wrong_days
union all
select first_day
from counted
where first_date <> first_day or last_date <> last_day or day_count <> last_day - first_day + 1
