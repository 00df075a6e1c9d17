-- One row per algorithm, step, and segment before and after, without what a refit did; the last
-- step ends today.
with
    {{ last_steps }},

    -- from the last step to the current date, unless that is a step itself
    latest as (
        select
            segments.algorithm,
            last_steps.step_date as from_date,
            segments.as_of_date as to_date,
            earlier.segment_id as from_segment_id,
            earlier.segment_name as from_segment_name,
            segments.segment_id as to_segment_id,
            segments.segment_name as to_segment_name,
            count(*) as customer_count,
            sum(customers.spend_amount) as spend_amount
        from marts.customer_segments as segments
        inner join last_steps using (algorithm)
        inner join marts.customers as customers using (customer_unique_id)
        -- left join: a newcomer comes from no segment
        left join earlier using (algorithm, customer_unique_id)
        where segments.as_of_date not in (select to_date from marts.segment_migrations)
        group by all
    ),

    migrations as (
        select
            algorithm,
            from_date,
            to_date,
            from_segment_id,
            from_segment_name,
            to_segment_id,
            to_segment_name,
            sum(customer_count) as customer_count,
            sum(spend_amount) as spend_amount
        from marts.segment_migrations
        -- what a refit did to them comes after what they did
        where cause not in ('refit', 'rename')
        group by all
        union all
        select *
        from latest
    )

select *
from migrations
order by algorithm, to_date, from_segment_id nulls first, to_segment_id
