with
    last_steps as (
        select algorithm, max(to_date) as step_date from marts.segment_migrations group by algorithm
    ),

    history as (select * from marts.segment_history where is_current),

    -- from the last step of the history to the current date
    latest as (
        select
            segments.algorithm,
            last_steps.step_date as from_date,
            segments.as_of_date as to_date,
            history.segment_id as from_segment_id,
            history.segment_name as from_segment_name,
            segments.segment_id as to_segment_id,
            segments.segment_name as to_segment_name,
            count(*) as customer_count,
            sum(customers.spend_amount) as spend_amount
        from marts.customer_segments as segments
        inner join last_steps using (algorithm)
        inner join marts.customers as customers using (customer_unique_id)
        left join history using (algorithm, customer_unique_id)
        where segments.as_of_date > last_steps.step_date
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
            customer_count,
            spend_amount
        from marts.segment_migrations
        union all
        select *
        from latest
    )

select *
from migrations
order by algorithm, to_date, from_segment_id nulls first, to_segment_id
