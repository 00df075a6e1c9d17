with
    source as (select * from {{ source("olist", "order_reviews") }}),

    final as (
        select
            -- ids
            {{ source_column("order_reviews", "review_id") }} as review_id,
            {{ source_column("order_reviews", "order_id") }} as order_id,
            -- numbers
            {{ source_column("order_reviews", "review_score") }} as review_score,
            -- text
            {{ source_column("order_reviews", "review_comment_title") }}
            as comment_title,
            {{ source_column("order_reviews", "review_comment_message") }}
            as comment_message,
            -- timestamps
            {{ source_column("order_reviews", "review_creation_date") }}
            as review_created_at,
            {{ source_column("order_reviews", "review_answer_timestamp") }}
            as review_answered_at
        from source
    )

select *
from final
