-- Who is in a segment after a step leaves from it, or stays, at the next; nobody is lost. What a
-- refit did comes after what customers did.
with
    migrations as (select * from {{ ref("segment_migrations") }}),

    arrivals as (
        select algorithm, to_date, to_segment_id, sum(customer_count) as customer_count
        from
            (
                select algorithm, to_date, to_segment_id, customer_count
                from migrations
                union all
                select algorithm, to_date, from_segment_id, - customer_count
                from migrations
                where cause in ('refit', 'rename')
            ) as flows
        -- the last step is left by nobody yet
        where to_date < (select max(to_date) from migrations)
        group by algorithm, to_date, to_segment_id
        having sum(customer_count) <> 0
    ),

    departures as (
        select algorithm, from_date, from_segment_id, sum(customer_count) as customer_count
        from migrations
        where
            from_segment_id is not null
            and cause not in ('refit', 'rename')
            and from_date > (select min(from_date) from migrations)
        group by algorithm, from_date, from_segment_id
    )

select *
from arrivals
full join
    departures
    on arrivals.algorithm = departures.algorithm
    and arrivals.to_date = departures.from_date
    and arrivals.to_segment_id = departures.from_segment_id
where arrivals.customer_count is distinct from departures.customer_count
