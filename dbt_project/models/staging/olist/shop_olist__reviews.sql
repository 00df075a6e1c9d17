{{ config(enabled=reads("olist", "reviews"), materialized="view") }}

with
    order_reviews as (select * from {{ ref("stg_olist__order_reviews") }}),

    final as (
        select
            review_id,
            order_id,
            review_score as score,
            review_created_at as created_at,
            review_answered_at as answered_at,
            comment_title as title,
            comment_message as message,
            fault
        from order_reviews
    )

select *
from final
