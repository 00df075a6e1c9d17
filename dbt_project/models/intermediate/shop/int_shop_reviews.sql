with
    given as ({{ accepted_rows("reviews") }}),

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
            cast(score as integer) as review_score,
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
