with
    order_reviews as (select * from {{ ref("int_shop_reviews") }}),

    final as (
        select
            order_key,
            cast(count(*) as integer) as review_count,
            cast(sum(review_score) as double) / count(review_score) as mean_review_score,
            max(review_answered_at) as last_review_answered_at
        from order_reviews
        group by order_key
    )

select *
from final
