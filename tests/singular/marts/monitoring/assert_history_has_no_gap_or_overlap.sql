-- From the first period of a customer to the last, each begins where the one before ended; only the
-- last is current.
with
    periods as (
        select
            *,
            lead(valid_from) over (
                partition by algorithm, customer_unique_id order by valid_from
            ) as next_valid_from
        from {{ ref("segment_history") }}
    )

select *
from periods
where
    valid_to is distinct from next_valid_from
    or valid_to <= valid_from
    or is_current <> (valid_to is null)
