-- Every order, line and amount of the input is in one row of shop_coverage; and what is in the
-- segments is the customers' orders and spend.
with
    covered as (
        select
            coalesce(sum(order_or_return_count), 0) as order_count,
            coalesce(sum(line_count), 0) as line_count,
            coalesce(sum(revenue_amount), 0) as revenue_amount
        from {{ ref("shop_coverage") }}
    ),

    given as (
        select
            (select count(*) from {{ ref("int_shop_orders") }}) as order_count,
            (select count(*) from {{ ref("int_shop_order_items") }}) as line_count,
            (
                select coalesce(sum(price_amount), 0) from {{ ref("int_shop_order_items") }}
            ) as revenue_amount
    ),

    covered_in_segments as (
        select
            coalesce(
                sum(case when coverage_reason = 'order' then order_or_return_count end), 0
            ) as order_count,
            coalesce(sum(revenue_amount), 0) as revenue_amount
        from {{ ref("shop_coverage") }}
        where is_in_segments
    ),

    in_segments as (
        select
            coalesce(sum(order_count), 0) as order_count,
            coalesce(sum(spend_amount), 0) as revenue_amount
        from {{ ref("customer_features") }}
    )

select 'input' as compared, covered.order_count, given.order_count as other_order_count
from covered
cross join given
where
    covered.order_count <> given.order_count
    or covered.line_count <> given.line_count
    or covered.revenue_amount <> given.revenue_amount
union all
select 'segments' as compared, covered_in_segments.order_count, in_segments.order_count
from covered_in_segments
cross join in_segments
where
    covered_in_segments.order_count <> in_segments.order_count
    or covered_in_segments.revenue_amount <> in_segments.revenue_amount
