with
    as_of_dates as (select * from {{ ref("int_feature_means") }} where is_current),

    customers as (
        select
            purchase_month as month_start_date,
            sum(order_count) as order_count,
            sum(customer_count) as customer_count,
            sum(
                case when cohort_month = purchase_month then customer_count else 0 end
            ) as new_customer_count,
            sum(revenue_amount) as revenue_amount
        from {{ ref("int_cohort_months") }}
        group by 1
    ),

    guests as (
        select
            cast(date_trunc('month', orders.purchase_date) as date) as month_start_date,
            sum(case when orders.is_return then 0 else 1 end) as order_count,
            sum(orders.item_amount) as revenue_amount
        from {{ ref("fct_orders") }} as orders
        cross join as_of_dates
        where
            orders.customer_key is null
            and coalesce(orders.included_date, orders.returned_date) <= as_of_dates.as_of_date
        group by 1
    ),

    -- a delivery or a review counts once it is known, as everywhere
    deliveries as (
        select
            cast(date_trunc('month', orders.purchase_date) as date) as month_start_date,
            count(*) as delivered_order_count,
            sum(case when orders.delivery_delay_days > 0 then 1 else 0 end) as late_order_count
        from {{ ref("fct_orders") }} as orders
        cross join as_of_dates
        where
            orders.customer_key is not null
            and orders.included_date <= as_of_dates.as_of_date
            and cast(orders.delivered_at as date) <= as_of_dates.as_of_date
        group by 1
    ),

    reviews as (
        select
            cast(date_trunc('month', reviews.purchase_date) as date) as month_start_date,
            cast(sum(reviews.review_score) as double)
            / count(reviews.review_score) as mean_review_score
        from {{ ref("fct_order_reviews") }} as reviews
        cross join as_of_dates
        where
            reviews.customer_key is not null and reviews.included_date <= as_of_dates.as_of_date
            {%- if not policy("review_lookahead") %}
                and cast(reviews.review_answered_at as date) <= as_of_dates.as_of_date
            {%- endif %}
        group by 1
    ),

    months as (
        select
            cast(
                unnest(
                    generate_series(min(month_start_date), max(month_start_date), interval 1 month)
                ) as date
            ) as month_start_date
        from
            (
                select month_start_date
                from customers
                union
                select month_start_date
                from guests
            )
    ),

    final as (
        select
            month_start_date,
            cast(coalesce(customers.order_count, 0) as bigint) as order_count,
            cast(coalesce(customers.customer_count, 0) as bigint) as customer_count,
            cast(coalesce(customers.new_customer_count, 0) as bigint) as new_customer_count,
            cast(coalesce(customers.revenue_amount, 0) as decimal(18, 2)) as revenue_amount,
            cast(customers.revenue_amount as double)
            / nullif(customers.order_count, 0) as average_order_value,
            cast(coalesce(guests.order_count, 0) as bigint) as guest_order_count,
            cast(coalesce(guests.revenue_amount, 0) as decimal(18, 2)) as guest_revenue_amount,
            cast(coalesce(deliveries.delivered_order_count, 0) as bigint) as delivered_order_count,
            cast(coalesce(deliveries.late_order_count, 0) as bigint) as late_order_count,
            cast(deliveries.late_order_count as double)
            / deliveries.delivered_order_count as late_share,
            reviews.mean_review_score
        from months
        -- left joins: a month may have no orders, no guests, and nothing delivered or reviewed
        left join customers using (month_start_date)
        left join guests using (month_start_date)
        left join deliveries using (month_start_date)
        left join reviews using (month_start_date)
    )

select *
from final
