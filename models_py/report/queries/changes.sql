-- One row per algorithm with a history: what changed between its last step and today.
with
    {{ last_steps }},

    -- who did something since: an order that arrived, an answer to a review
    active as (
        select last_steps.algorithm, orders.customer_unique_id
        from marts.fct_orders as orders
        inner join last_steps on orders.included_date > last_steps.step_date
        where orders.included_date <= (select max(as_of_date) from marts.customers)
        union
        select last_steps.algorithm, reviews.customer_unique_id
        from marts.fct_order_reviews as reviews
        inner join last_steps on cast(reviews.review_answered_at as date) > last_steps.step_date
        where
            cast(reviews.review_answered_at as date)
            <= (select max(as_of_date) from marts.customers)
    )

select
    segments.algorithm,
    last_steps.step_date,
    count(*) as customer_count,
    count(*) filter (where earlier.segment_id is null) as new_customer_count,
    count(*) filter (where earlier.segment_id <> segments.segment_id) as moved_customer_count,
    count(*) filter (
        where earlier.segment_id <> segments.segment_id and active.algorithm is not null
    ) as active_moved_customer_count,
    coalesce(
        sum(customers.spend_amount) filter (where earlier.segment_id is null), 0
    ) as new_customer_spend_amount
from marts.customer_segments as segments
inner join last_steps using (algorithm)
inner join marts.customers as customers using (customer_unique_id)
-- left join: a newcomer was in no segment
left join earlier using (algorithm, customer_unique_id)
-- left join: most did nothing
left join active using (algorithm, customer_unique_id)
group by segments.algorithm, last_steps.step_date
order by segments.algorithm
