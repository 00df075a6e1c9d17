-- Somebody has an order that counts by the as-of date; without one there is no date to look at. An
-- error rather than rows, because dbt shows its text. Of the customers nothing is built before it.
with
    orders as (
        select
            count(*) as order_count,
            coalesce(sum(case when customer_key is null then 1 else 0 end), 0) as guest_count,
            coalesce(sum(case when not is_included then 1 else 0 end), 0) as excluded_count,
            min(case when customer_key is not null then included_date end) as first_included_date,
            max(purchase_date) as last_purchase_date
        from {{ ref("fct_orders") }}
    ),

    as_of_dates as (select count(*) as date_count from {{ ref("int_as_of_dates") }}),

    problems as (
        select
            case
                when first_included_date is not null
                then
                    'The first order counts from '
                    || first_included_date
                    || ' on, when it got its status; the last purchase, the date that is looked '
                    || 'at, is '
                    || last_purchase_date
                    || '. Set var as_of_date to a later date, or wait for more orders.'
                else
                    'Nobody has an order that counts: of '
                    || order_count
                    || ' orders '
                    || guest_count
                    || ' are of guests, and '
                    || excluded_count
                    || ' are returns or have a status that does not count. Look at the column of '
                    || 'customers, and at var included_order_statuses.'
            end as problem
        from orders
        cross join as_of_dates
        where date_count = 0
    )

select problem
from problems
where error(problem) is not null
