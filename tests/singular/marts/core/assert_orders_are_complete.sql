-- Included orders have items, payments and reviews, and were paid as much as they cost,
-- but for the shares that vars max_share_without_items, max_share_without_payments,
-- max_share_without_reviews and max_payment_difference allow. A file that is empty, or
-- was cut off, shows here; look at the file, or raise the var if the shop is like that.
with
    totals as (
        select
            count(*) as order_count,
            sum(case when item_count = 0 then 1 else 0 end) as without_items,
            sum(case when payment_count = 0 then 1 else 0 end) as without_payments,
            sum(case when review_count = 0 then 1 else 0 end) as without_reviews,
            cast(sum(item_amount + freight_amount) as double) as cost_amount,
            cast(sum(payment_amount) as double) as payment_amount
        from {{ ref("fct_orders") }}
        where is_included
    ),

    shares as (
        {% for what in ("items", "payments", "reviews") -%}
            select
                'share of included orders without {{ what }}' as what,
                cast(without_{{ what }} as double)
                / nullif(order_count, 0) as found_share,
                {{ policy_var("max_share_without_" ~ what) }} as bound
            from totals
            union all
        {% endfor -%}
        select
            'difference of payments from items and freight, as a share of these'
            as what,
            abs(payment_amount - cost_amount) / nullif(cost_amount, 0) as found_share,
            {{ policy_var("max_payment_difference") }} as bound
        from totals
    )

select *
from shares
where found_share > bound
