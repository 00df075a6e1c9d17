{{ config(enabled=reads("olist", "reviews")) }}

with
    source as ({{ typed_source("olist", "order_reviews", ref("stg_olist__files")) }}),

    final as (
        select
            -- ids
            review_id,
            order_id,
            -- numbers
            review_score,
            -- text
            review_comment_title as comment_title,
            review_comment_message as comment_message,
            -- timestamps
            review_creation_date as review_created_at,
            review_answer_timestamp as review_answered_at,
            -- what is wrong with the row
            fault
        from source
    )

select *
from final
