with
    given as (
        {{
            shop_input(
                "reviews",
                {
                    "review_id": "varchar",
                    "order_id": "varchar",
                    "score": "double",
                    "created_at": "timestamp",
                    "answered_at": "timestamp",
                    "title": "varchar",
                    "message": "varchar",
                },
            )
        }}
    ),

    final as (
        select
            -- ids
            review_id,
            order_id,
            -- keys
            {{ integer_key("order_id") }} as order_key,
            -- numbers
            cast(score as integer) as review_score,
            -- text
            title as comment_title,
            message as comment_message,
            -- timestamps
            created_at as review_created_at,
            answered_at as review_answered_at
        from given
    )

select *
from final
