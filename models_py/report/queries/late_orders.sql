with late_orders as ({{ late_orders }})

select
    cast(date_trunc('week', purchased_at) as date) as week_start_date,
    count(*) as order_count,
    avg(delivery_delay_days) as mean_delay_days,
    max(delivery_delay_days) as max_delay_days
from late_orders
group by all
order by all
