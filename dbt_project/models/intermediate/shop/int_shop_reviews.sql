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

    -- reviews without an id get one
    identified as (
        select *
        from given
        where review_id is not null
        union all
        select
            * replace (
                order_id
                || ' '
                || row_number() over (
                    partition by order_id order by answered_at, created_at, score, title, message
                ) as review_id
            )
        from given
        where review_id is null
    ),

    final as (
        select
            -- ids
            review_id,
            order_id,
            -- keys
            {{ integer_key("order_id") }} as order_key,
            -- numbers
            case
                when score <> round(score)
                then
                    error(
                        'Review of order '
                        || order_id
                        || ': expected a score that is a whole number, found '
                        || score
                        || '. Multiply the scores and the review_scale, so that all are.'
                    )
                else cast(score as integer)
            end as review_score,
            -- text
            title as comment_title,
            message as comment_message,
            -- timestamps
            created_at as review_created_at,
            answered_at as review_answered_at
        from identified
    )

select *
from final
