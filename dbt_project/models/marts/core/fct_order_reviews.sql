with
    order_reviews as (select * from {{ ref("int_shop_reviews") }}),

    orders as (select * from {{ ref("fct_orders") }}),

    final as (
        select
            -- ids
            order_reviews.review_id,
            order_reviews.order_id,
            orders.customer_unique_id,
            -- keys
            orders.customer_key,
            -- its order
            orders.is_included,
            orders.included_date,
            orders.purchase_date,
            orders.customer_zip_code_prefix,
            -- the review
            order_reviews.review_score,
            order_reviews.review_created_at,
            order_reviews.review_answered_at
        from order_reviews
        -- left join: a review of an unknown order fails its test in the input
        left join orders using (order_key)
    )

select *
from final
