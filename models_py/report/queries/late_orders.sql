-- One row per week of the last three months.
with
    late_orders as ({{ late_orders }}),

    reporting_period as ({{ reporting_period }}),

    weeks as (
        select
            unnest(
                generate_series(
                    date_trunc('week', three_months_before),
                    date_trunc('week', reporting_at),
                    interval 7 day
                )
            ) as week_start
        from reporting_period
    ),

    -- a week without late orders is a row of zero
    counted as (
        select
            weeks.week_start,
            count(late_orders.order_id) as order_count,
            avg(late_orders.delivery_delay_days) as mean_delay_days,
            max(late_orders.delivery_delay_days) as max_delay_days
        from weeks
        left join late_orders on weeks.week_start = date_trunc('week', late_orders.purchased_at)
        group by weeks.week_start
    )

select
    cast(week_start as date) as week_start_date,
    order_count,
    mean_delay_days,
    max_delay_days,
    sum(order_count) over () as total_order_count
from counted
order by week_start
