-- Months and cohorts add up to all customers, their orders and their spend; and every customer is
-- retained in the month of the first purchase.
with
    totals as (
        select
            count(*) as customer_count,
            coalesce(sum(order_count), 0) as order_count,
            coalesce(sum(spend_amount), 0) as revenue_amount
        from {{ ref("customer_features") }}
    ),

    added as (
        select
            'orders_by_month' as table_name,
            coalesce(sum(new_customer_count), 0) as customer_count,
            coalesce(sum(order_count), 0) as order_count,
            coalesce(sum(revenue_amount), 0) as revenue_amount
        from {{ ref("orders_by_month") }}
        union all
        select
            'customer_cohorts' as table_name,
            coalesce(
                sum(
                    case
                        when months_since = 0 and retained_customer_count = cohort_customer_count
                        then cohort_customer_count
                    end
                ),
                0
            ) as customer_count,
            coalesce(sum(order_count), 0) as order_count,
            coalesce(sum(revenue_amount), 0) as revenue_amount
        from {{ ref("customer_cohorts") }}
    )

select added.*
from added
cross join totals
where
    added.customer_count <> totals.customer_count
    or added.order_count <> totals.order_count
    or added.revenue_amount <> totals.revenue_amount
