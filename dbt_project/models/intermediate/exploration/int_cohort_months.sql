with
    as_of_dates as (select * from {{ ref("int_feature_means") }} where is_current),

    customer_months as materialized(
        select
            orders.customer_key,
            cast(date_trunc('month', orders.purchase_date) as date) as purchase_month,
            count(*) as order_count,
            sum(orders.item_amount) as revenue_amount
        from {{ ref("fct_orders") }} as orders
        cross join as_of_dates
        where orders.included_date <= as_of_dates.as_of_date
        group by 1, 2
    ),

    cohorts as (
        select customer_key, min(purchase_month) as cohort_month
        from customer_months
        group by customer_key
    ),

    final as (
        select
            cohorts.cohort_month,
            customer_months.purchase_month,
            count(*) as customer_count,
            cast(sum(customer_months.order_count) as bigint) as order_count,
            cast(sum(customer_months.revenue_amount) as decimal(18, 2)) as revenue_amount
        from customer_months
        inner join cohorts using (customer_key)
        group by 1, 2
    )

select *
from final
