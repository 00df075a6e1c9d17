with
    as_of_dates as (select * from {{ ref("int_feature_means") }} where is_current),

    customer_months as materialized(
        select
            orders.customer_key,
            cast(date_trunc('month', orders.purchase_date) as date) as purchase_month,
            sum(case when orders.is_return then 0 else 1 end) as order_count,
            sum(orders.item_amount) as revenue_amount
        from {{ ref("fct_orders") }} as orders
        cross join as_of_dates
        where
            orders.customer_key is not null
            and coalesce(orders.included_date, orders.returned_date) <= as_of_dates.as_of_date
        group by 1, 2
    ),

    -- who only returned is no customer
    cohorts as (
        select customer_key, min(purchase_month) as cohort_month
        from customer_months
        where order_count > 0
        group by customer_key
    ),

    final as (
        select
            cohorts.cohort_month,
            -- what was returned before the first purchase lowers the revenue of its month
            greatest(customer_months.purchase_month, cohorts.cohort_month) as purchase_month,
            cast(
                sum(case when customer_months.order_count > 0 then 1 else 0 end) as bigint
            ) as customer_count,
            cast(sum(customer_months.order_count) as bigint) as order_count,
            cast(sum(customer_months.revenue_amount) as decimal(18, 2)) as revenue_amount
        from customer_months
        inner join cohorts using (customer_key)
        group by 1, 2
    )

select *
from final
