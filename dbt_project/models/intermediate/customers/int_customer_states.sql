with
    all_orders as (select * from {{ ref("fct_orders") }} where customer_key is not null),

    orders as (select * from all_orders where is_included),

    reviews as (
        select
            orders.customer_key,
            orders.included_date,
            reviews.review_score,
            reviews.review_answered_at
        from {{ ref("int_shop_reviews") }} as reviews
        inner join orders using (order_key)
    ),

    events as (
        select
            customer_key,
            included_date as event_date,
            purchase_date,
            1 as order_count,
            item_count,
            item_amount as spend_amount,
            0 as review_count,
            0 as review_score_sum
        from orders
        union all
        -- what is returned lowers the spend from its own day on, and is no purchase
        select
            customer_key,
            returned_date as event_date,
            cast(null as date) as purchase_date,
            0 as order_count,
            item_count,
            item_amount as spend_amount,
            0 as review_count,
            0 as review_score_sum
        from all_orders
        where returned_date is not null
        union all
        -- a review is known once it was answered, and never before its order
        select
            customer_key,
            {% if policy("review_lookahead") -%} included_date
            {%- else -%} greatest(included_date, cast(review_answered_at as date))
            {%- endif %} as event_date,
            cast(null as date) as purchase_date,
            0 as order_count,
            0 as item_count,
            0 as spend_amount,
            1 as review_count,
            review_score as review_score_sum
        from reviews
        where
            review_score is not null
            {%- if not policy("review_lookahead") %}
                -- an answer at the end of time is never known; nor is one without a date
                and review_answered_at < cast('9999-12-31' as date)
            {%- endif %}
    ),

    changes as (
        select
            customer_key,
            event_date,
            min(purchase_date) as first_purchase_date,
            max(purchase_date) as last_purchase_date,
            sum(order_count) as order_count,
            sum(item_count) as item_count,
            sum(spend_amount) as spend_amount,
            sum(review_count) as review_count,
            sum(review_score_sum) as review_score_sum
        from events
        group by customer_key, event_date
    ),

    states as (
        select
            customer_key,
            event_date as valid_from,
            -- the last state holds for ever; no date is null, so that one comparison will do
            coalesce(
                lead(event_date) over (partition by customer_key order by event_date),
                cast('9999-12-31' as date)
            ) as valid_to,
            min(first_purchase_date) over so_far as first_purchase_date,
            max(last_purchase_date) over so_far as last_purchase_date,
            cast(sum(order_count) over so_far as integer) as order_count,
            cast(sum(item_count) over so_far as integer) as item_count,
            cast(sum(spend_amount) over so_far as decimal(18, 2)) as spend_amount,
            cast(sum(review_count) over so_far as integer) as review_count,
            cast(sum(review_score_sum) over so_far as integer) as review_score_sum
        from changes
        window
            so_far as (
                partition by customer_key
                order by event_date
                rows between unbounded preceding and current row
            )
    ),

    -- who never bought is no customer, not even one who returned something
    final as (select * from states where order_count > 0)

select *
from final
