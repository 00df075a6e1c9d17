-- One row: the whole shop, and what it has.
select
    as_of_date,
    (select currency from marts.shops) as currency,
    (select locale from marts.shops) as locale,
    (select highest_review_score from marts.shops) as highest_review_score,
    exists (from marts.fct_order_reviews) as has_reviews,
    exists (from marts.dim_sellers) as has_sellers,
    exists (from marts.fct_orders where delivery_delay_days is not null) as has_deliveries,
    (
        select coalesce(cast(sum(order_or_return_count) as bigint), 0)
        from marts.shop_coverage
        where coverage_reason like 'guest%'
    ) as guest_order_count,
    (
        select coalesce(sum(revenue_amount), 0)
        from marts.shop_coverage
        where coverage_reason like 'guest%'
    ) as guest_revenue_amount,
    count(customer_state) > 0 as has_states,
    count(category) > 0 as has_categories,
    count(*) as customer_count,
    cast(sum(order_count) as bigint) as order_count,
    sum(spend_amount) as spend_amount,
    sum(spend_amount) / sum(order_count) as average_order_value,
    sum(spend_amount) / count(*) as spend_per_customer,
    cast(count(*) filter (where order_count > 1) as double) / count(*) as repeat_share,
    (
        select count(*)
        from marts.customers
        where
            customer_unique_id not in (select customer_unique_id from marts.campaign_customers)
            -- who bought later is no customer yet
            and cast(first_placed_at as date) <= (select max(as_of_date) from marts.customers)
    ) as unlisted_customer_count
from marts.customers
where as_of_date is not null
group by as_of_date
