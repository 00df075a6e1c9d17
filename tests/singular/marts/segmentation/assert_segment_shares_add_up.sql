-- The segments of an algorithm add up to all customers and all spend.
with
    totals as (
        select count(*) as customer_count, sum(spend_amount) as spend_amount
        from {{ ref("customer_features") }}
    ),

    profiles as (
        select algorithm, sum(customer_count) as customer_count, sum(spend_amount) as spend_amount
        from {{ ref("segment_profiles") }}
        group by algorithm
    )

select profiles.*
from profiles
cross join totals
where
    profiles.customer_count <> totals.customer_count or profiles.spend_amount <> totals.spend_amount
