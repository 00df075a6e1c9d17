{# Refuses a purchase that lies so far from all others that it must be a mistake: every day from the
   first to the last would be looked at. #}
with
    orders as (select * from {{ ref("fct_orders") }}),

    days as (
        select
            purchase_date,
            -- of guests nothing is known
            min(case when customer_key is not null then included_date end) as first_included_date,
            min(order_id) as an_order_id,
            lag(purchase_date) over (order by purchase_date) as last_purchase_date,
            lag(min(order_id)) over (order by purchase_date) as order_before_id
        from orders
        group by purchase_date
    ),

    days_checked as (
        select
            *,
            case
                when purchase_date < cast('1990-01-01' as date)
                then 'expected 1990-01-01 or later. Correct the date in the file.'
                when
                    {{ dbt.datediff("last_purchase_date", "purchase_date", "day") }}
                    > {{ policy("max_gap_days") }}
                then
                    'expected at most {{ policy("max_gap_days") }} days after the '
                    || 'purchase before it, which was on '
                    || last_purchase_date
                    || ' (order '
                    || order_before_id
                    || '). Correct the wrong one of the two dates in the file, or raise '
                    || 'var max_gap_days.'
            end as problem
        from days
    ),

    final as (
        select
            case
                when problem is not null
                then
                    error(
                        'Order '
                        || an_order_id
                        || ' was purchased on '
                        || purchase_date
                        || '; '
                        || problem
                    )
                else purchase_date
            end as purchase_date,
            first_included_date
        from days_checked
    )

select *
from final
