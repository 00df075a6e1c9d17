-- The five customer zip prefixes with the worst mean review score, among those with
-- more than 30
-- reviews answered in the twelve months up to reporting_at.
with
    reporting as ({{ reporting_moment() }}),

    order_reviews as (select * from {{ ref("fct_order_reviews") }})

select
    order_reviews.customer_zip_code_prefix,
    count(*) as review_count,
    cast(sum(order_reviews.review_score) as double) / count(*) as mean_review_score
from order_reviews
cross join reporting
where
    order_reviews.review_answered_at >= reporting.twelve_months_before
    and order_reviews.review_answered_at <= reporting.reporting_at
group by order_reviews.customer_zip_code_prefix
having count(*) > 30
order by mean_review_score, order_reviews.customer_zip_code_prefix
limit 5
