with
    last_steps as (
        select algorithm, max(to_date) as step_date from marts.segment_migrations group by algorithm
    ),

    history as (select * from marts.segment_history where is_current)

select
    segments.algorithm,
    last_steps.step_date,
    count(*) as customer_count,
    count(*) filter (where history.segment_id is null) as new_customer_count,
    count(*) filter (where history.segment_id <> segments.segment_id) as moved_customer_count,
    coalesce(
        sum(customers.spend_amount) filter (where history.segment_id is null), 0
    ) as new_customer_spend_amount
from marts.customer_segments as segments
inner join last_steps using (algorithm)
inner join marts.customers as customers using (customer_unique_id)
left join history using (algorithm, customer_unique_id)
group by segments.algorithm, last_steps.step_date
order by segments.algorithm
