-- The size of every segment at a step is that at the step before, and what all causes together
-- brought and took; a cause says what the segments say.
with
    migrations as (select * from {{ ref("segment_migrations") }} where cause <> 'stay'),

    profiles as (
        select algorithm, as_of_date, segment_id, customer_count
        from {{ ref("int_segments_profiled") }}
        where is_history_step and algorithm in ('rfm', 'kmeans')
    ),

    steps as (select distinct from_date, to_date from {{ ref("segment_migrations") }}),

    -- what should remain of the sizes when the flows are taken off
    remainders as (
        select profiles.algorithm, steps.to_date, profiles.segment_id, profiles.customer_count
        from profiles
        inner join steps on profiles.as_of_date = steps.to_date
        union all
        select profiles.algorithm, steps.to_date, profiles.segment_id, - profiles.customer_count
        from profiles
        inner join steps on profiles.as_of_date = steps.from_date
        union all
        select algorithm, to_date, to_segment_id, - customer_count
        from migrations
        union all
        select algorithm, to_date, from_segment_id, customer_count
        from migrations
        where from_segment_id is not null
    )

select algorithm, to_date, segment_id, 'the causes do not add up' as problem
from remainders
group by algorithm, to_date, segment_id
having sum(customer_count) <> 0
union all
select algorithm, to_date, to_segment_id, 'the cause contradicts the segments' as problem
from {{ ref("segment_migrations") }}
where
    (cause = 'entry') <> (from_segment_id is null)
    or (cause in ('stay', 'rename')) <> coalesce(from_segment_id = to_segment_id, false)
    or (cause = 'rename' and from_segment_name = to_segment_name)
union all
-- who moved from one step to the next in the history was moved by something
select history.algorithm, history.to_date, null, 'fewer moves than in the history' as problem
from
    (
        select algorithm, valid_from as to_date, count(*) as period_count
        from {{ ref("segment_history") }}
        group by 1, 2
    ) as history
inner join
    (
        select algorithm, to_date, sum(customer_count) as move_count from migrations group by 1, 2
    ) as moves using (algorithm, to_date)
where moves.move_count < history.period_count
