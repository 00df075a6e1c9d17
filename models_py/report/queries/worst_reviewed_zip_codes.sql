-- One row per zip code, the five worst.
with
    worst_reviewed_zip_codes as ({{ worst_reviewed_zip_codes }}),

    zip_codes as (
        select
            customer_zip_code_prefix,
            min(customer_city) as customer_city,
            min(customer_state) as customer_state,
            min(customer_latitude) as latitude,
            min(customer_longitude) as longitude
        from marts.customers
        group by customer_zip_code_prefix
    )

select
    worst.customer_zip_code_prefix,
    worst.review_count,
    worst.mean_review_score,
    count(*) over () as total_count,
    zip_codes.customer_city,
    zip_codes.customer_state,
    zip_codes.latitude,
    zip_codes.longitude
from worst_reviewed_zip_codes as worst
left join zip_codes using (customer_zip_code_prefix)
order by worst.mean_review_score, worst.customer_zip_code_prefix
