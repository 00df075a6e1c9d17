last_steps as (
    select algorithm, max(step_date) as step_date
    from
        (
            select algorithm, from_date as step_date
            from marts.segment_migrations
            union all
            select algorithm, to_date
            from marts.segment_migrations
        )
    where step_date < (select max(as_of_date) from marts.customers)
    group by algorithm
),

-- the segment of every customer at the last step before the current date
earlier as (
    select history.algorithm, history.customer_unique_id, history.segment_id, history.segment_name
    from marts.segment_history as history
    inner join last_steps using (algorithm)
    where
        history.valid_from <= last_steps.step_date
        and last_steps.step_date < coalesce(history.valid_to, date '9999-12-31')
)
