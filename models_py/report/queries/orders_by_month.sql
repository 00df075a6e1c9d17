-- One row per month.
select
    month_start_date,
    order_count,
    customer_count,
    new_customer_count,
    revenue_amount,
    average_order_value,
    late_order_count,
    late_share,
    mean_review_score
from marts.orders_by_month
order by month_start_date
