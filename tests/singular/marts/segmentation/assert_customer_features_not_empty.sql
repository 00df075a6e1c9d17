-- Somebody has an order that counts by the as-of date. An error rather than rows, because dbt shows
-- its text.
with
    orders as (
        select
            count(*) as order_count,
            coalesce(sum(case when customer_key is null then 1 else 0 end), 0) as guest_count,
            coalesce(sum(case when not is_included then 1 else 0 end), 0) as excluded_count
        from {{ ref("fct_orders") }}
    ),

    customers as (select count(*) as customer_count from {{ ref("customer_features") }}),

    problems as (
        select
            'Nobody has an order that counts: of '
            || order_count
            || ' orders '
            || guest_count
            || ' are of guests, and '
            || excluded_count
            || ' are returns or have a status that does not count. Look at the column of '
            || 'customers, and at vars included_order_statuses and as_of_date.' as problem
        from orders
        cross join customers
        where customer_count = 0
    )

select problem
from problems
where error(problem) is not null
