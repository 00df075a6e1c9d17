-- Included orders have items and, in a shop that has these, payments and reviews, and were paid as
-- much as they cost, but for the shares that vars max_share_without_items, max_payment_difference
-- and so on allow. A file that is empty, or was cut off, shows here. An error rather than rows,
-- because dbt shows its text.
with
    totals as (
        select
            count(*) as order_count,
            sum(case when line_count = 0 then 1 else 0 end) as without_items,
            sum(case when payment_count = 0 then 1 else 0 end) as without_payments,
            sum(case when review_count = 0 then 1 else 0 end) as without_reviews,
            cast(sum(item_amount + freight_amount) as double) as cost_amount,
            cast(sum(payment_amount) as double) as payment_amount
        from {{ ref("fct_orders") }}
        where is_included
    ),

    shares as (
        {% for what in ("items", "payments", "reviews")
            if what == "items" or what in shop().inputs -%}
            {{ "union all" if not loop.first }}
            select
                'share of included orders without {{ what }}' as what,
                'max_share_without_{{ what }}' as bounding_var,
                cast(without_{{ what }} as double) / nullif(order_count, 0) as found_share,
                {{ policy("max_share_without_" ~ what) }} as bound
            from totals
        {% endfor %}
        {% if "payments" in shop().inputs -%}
            union all
            select
                'difference of payments from items and freight, as a share of these' as what,
                'max_payment_difference' as bounding_var,
                abs(payment_amount - cost_amount) / nullif(cost_amount, 0) as found_share,
                {{ policy("max_payment_difference") }} as bound
            from totals
        {%- endif %}
    ),

    problems as (
        select
            string_agg(
                'the '
                || what
                || ' is '
                || round(found_share, 4)
                || ', expected at most '
                || bound
                || ' (var '
                || bounding_var
                || ')',
                '; '
                order by what
            ) as problem
        from shares
        where found_share > bound
    )

select problem
from problems
where
    problem is not null
    and error(
        'The files of orders, items, payments and reviews do not go together; one may be empty, cut '
        || 'off, or have wrong amounts: '
        || problem
        || '. Look at the files and at the largest amounts, or raise the var if the shop is like that.'
    )
    is not null
