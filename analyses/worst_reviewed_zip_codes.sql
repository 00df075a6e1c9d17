-- The five customer zip prefixes with the worst mean review score, among those with more than 30
-- reviews answered in the twelve months up to reporting_at.
with
    reporting as ({{ reporting_moment() }}),

    order_reviews as (select * from {{ ref("fct_order_reviews") }}),

    zip_codes as (
        select
            order_reviews.customer_zip_code_prefix,
            count(*) as review_count,
            cast(sum(order_reviews.review_score) as double) / count(*) as mean_review_score
        from order_reviews
        cross join reporting
        where
            order_reviews.customer_zip_code_prefix is not null
            and order_reviews.review_answered_at >= reporting.twelve_months_before
            and order_reviews.review_answered_at <= reporting.reporting_at
        group by order_reviews.customer_zip_code_prefix
        having count(*) > 30
    ),

    -- a rank, because dbt show adds a limit of its own
    zip_codes_ranked as (
        select
            *,
            row_number() over (order by mean_review_score, customer_zip_code_prefix) as worst_rank
        from zip_codes
    )

select customer_zip_code_prefix, review_count, mean_review_score
from zip_codes_ranked
where worst_rank <= 5
order by worst_rank
