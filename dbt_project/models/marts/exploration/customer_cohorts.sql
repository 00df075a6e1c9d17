with
    counted as (select * from {{ ref("int_cohort_months") }}),

    months as (
        select
            cohort_month,
            max(case when purchase_month = cohort_month then customer_count end) as customer_count,
            cast(
                unnest(
                    generate_series(
                        cohort_month, (select max(purchase_month) from counted), interval 1 month
                    )
                ) as date
            ) as purchase_month
        from counted
        group by cohort_month
    ),

    final as (
        select
            months.cohort_month,
            cast(
                {{ dbt.datediff("months.cohort_month", "months.purchase_month", "month") }}
                as integer
            ) as months_since,
            months.customer_count as cohort_customer_count,
            coalesce(counted.customer_count, 0) as retained_customer_count,
            cast(coalesce(counted.customer_count, 0) as double)
            / months.customer_count as retained_share,
            coalesce(counted.order_count, 0) as order_count,
            coalesce(counted.revenue_amount, 0) as revenue_amount,
            cast(
                sum(counted.revenue_amount) over (
                    partition by months.cohort_month order by months.purchase_month
                ) as double
            )
            / months.customer_count as cumulative_revenue_per_customer
        from months
        -- left join: a cohort may buy nothing in a month
        left join counted using (cohort_month, purchase_month)
    )

select *
from final
