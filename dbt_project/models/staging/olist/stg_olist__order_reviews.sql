with
    source as (select * from {{ source("olist", "order_reviews") }}),

    final as (
        select
            -- ids
            {{ source_column("order_reviews", "review_id") }} as review_id,
            {{ source_column("order_reviews", "order_id") }} as order_id,
            -- keys
            {{ integer_key(source_column("order_reviews", "order_id")) }} as order_key,
            -- numbers
            {{ source_column("order_reviews", "review_score") }} as review_score,
            -- timestamps
            {{ source_column("order_reviews", "review_creation_date") }}
            as review_created_at,
            {{ source_column("order_reviews", "review_answer_timestamp") }}
            as review_answered_at
        from source
    )

select *
from final
