-- At every step each customer with features is in exactly one period of each
-- algorithm, and in the
-- segment that migrations lead to.
with
    steps as (select * from {{ ref("int_as_of_dates") }} where is_history_step),

    expected as (
        select
            features.as_of_date,
            count(*) as customer_count,
            sum(features.spend_amount) as spend_amount
        from {{ ref("int_customer_features_as_of") }} as features
        inner join steps on features.as_of_date = steps.as_of_date
        group by features.as_of_date
    ),

    held as (
        select history.algorithm, steps.as_of_date, count(*) as customer_count
        from {{ ref("segment_history") }} as history
        inner join steps on {{ is_in_force("steps.as_of_date", "history") }}
        group by history.algorithm, steps.as_of_date
    ),

    arrived as (
        select
            algorithm,
            to_date,
            sum(customer_count) as customer_count,
            sum(spend_amount) as spend_amount
        from {{ ref("segment_migrations") }}
        group by algorithm, to_date
    )

select expected.*, held.algorithm, held.customer_count, arrived.customer_count
from expected
left join held on expected.as_of_date = held.as_of_date
left join
    arrived on held.algorithm = arrived.algorithm and held.as_of_date = arrived.to_date
where
    held.customer_count is distinct from expected.customer_count
    -- nobody migrates to the first step
    or (
        expected.as_of_date > (select min(as_of_date) from steps)
        and (
            arrived.customer_count is distinct from expected.customer_count
            or abs(arrived.spend_amount - expected.spend_amount) > 0.005
            or arrived.spend_amount is null
        )
    )
