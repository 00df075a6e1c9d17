-- One row per algorithm with a history: what changed between its last step and today.
with {{ last_steps }}

select
    segments.algorithm,
    last_steps.step_date,
    count(*) as customer_count,
    count(*) filter (where earlier.segment_id is null) as new_customer_count,
    count(*) filter (where earlier.segment_id <> segments.segment_id) as moved_customer_count,
    coalesce(
        sum(customers.spend_amount) filter (where earlier.segment_id is null), 0
    ) as new_customer_spend_amount
from marts.customer_segments as segments
inner join last_steps using (algorithm)
inner join marts.customers as customers using (customer_unique_id)
-- left join: a newcomer was in no segment
left join earlier using (algorithm, customer_unique_id)
group by segments.algorithm, last_steps.step_date
order by segments.algorithm
