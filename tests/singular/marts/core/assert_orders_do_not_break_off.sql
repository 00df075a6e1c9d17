-- The newest order is at most var max_quiet_days days after the last day that had a tenth of the
-- orders of the usual day. A file of which the end is missing but for some orders shows here. An
-- error rather than rows, because dbt shows its text.
with
    days as (
        select purchase_date, count(*) as order_count
        from {{ ref("fct_orders") }}
        group by purchase_date
    ),

    ends as (
        select
            max(
                case
                    when order_count >= (select median(order_count) from days) / 10
                    then purchase_date
                end
            ) as last_busy_date,
            max(purchase_date) as last_date
        from days
    ),

    quiet as (
        select *, {{ dbt.datediff("last_busy_date", "last_date", "day") }} as quiet_days from ends
    )

select last_date
from quiet
where
    quiet_days > {{ policy("max_quiet_days") }}
    and error(
        'In the '
        || quiet_days
        || ' days after '
        || last_busy_date
        || ' no day has a tenth of the usual orders, expected at most '
        || '{{ policy("max_quiet_days") }} such days (var max_quiet_days). Look whether orders are '
        || 'missing from the file, or raise the var if the shop is like that.'
    )
    is not null
