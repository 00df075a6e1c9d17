-- At every step each customer is in exactly one period of each algorithm, and in the segment that
-- migrations lead to.
with
    steps as (select * from {{ ref("int_as_of_dates") }} where is_history_step),

    expected as (
        select
            steps.as_of_date, count(*) as customer_count, sum(states.spend_amount) as spend_amount
        from steps
        inner join
            {{ ref("int_customer_states") }} as states
            on states.valid_from <= steps.as_of_date
            and steps.as_of_date < states.valid_to
        group by steps.as_of_date
    ),

    algorithms as (
        select 'rfm' as algorithm
        union all
        select 'kmeans' as algorithm
    ),

    held as (
        select history.algorithm, steps.as_of_date, count(*) as customer_count
        from {{ ref("segment_history") }} as history
        inner join
            steps
            on steps.as_of_date >= history.valid_from
            and (steps.as_of_date < history.valid_to or history.valid_to is null)
        group by history.algorithm, steps.as_of_date
    ),

    arrived as (
        select
            algorithm,
            to_date,
            sum(customer_count) as customer_count,
            sum(spend_amount) as spend_amount,
            min(customer_count) as smallest
        from {{ ref("segment_migrations") }}
        where cause not in ('refit', 'rename')
        group by algorithm, to_date
    )

select expected.*, algorithms.algorithm, held.customer_count, arrived.customer_count
from expected
cross join algorithms
left join held using (algorithm, as_of_date)
left join
    arrived on algorithms.algorithm = arrived.algorithm and expected.as_of_date = arrived.to_date
where
    held.customer_count is distinct from expected.customer_count
    -- nobody migrates to the first step
    or (
        expected.as_of_date > (select min(as_of_date) from steps)
        and (
            arrived.customer_count is distinct from expected.customer_count
            or arrived.spend_amount is distinct from expected.spend_amount
            or arrived.smallest < 1
        )
    )
