-- One row per algorithm, step and segment; the last step is today.
with
    migrations as (select * from marts.segment_migrations),

    first_steps as (
        select algorithm, min(from_date) as from_date from migrations group by algorithm
    ),

    sizes as (
        select
            algorithm,
            from_date as step_date,
            from_segment_id as segment_id,
            from_segment_name as segment_name,
            customer_count
        from migrations
        inner join first_steps using (algorithm, from_date)
        where from_segment_id is not null
        union all
        select algorithm, to_date, to_segment_id, to_segment_name, customer_count
        from migrations
        union all
        -- whom a refit placed anew is in one segment only
        select algorithm, to_date, from_segment_id, from_segment_name, - customer_count
        from migrations
        where cause in ('refit', 'rename')
        union all
        -- the current date, unless it is a step itself
        select
            segments.algorithm,
            segments.as_of_date,
            segments.segment_id,
            segments.segment_name,
            1 as customer_count
        from marts.customer_segments as segments
        where
            segments.as_of_date
            > (select max(to_date) from migrations where algorithm = segments.algorithm)
    )

select
    algorithm,
    step_date,
    segment_id,
    segment_name,
    cast(sum(customer_count) as bigint) as customer_count
from sizes
group by all
having sum(customer_count) > 0
order by all
