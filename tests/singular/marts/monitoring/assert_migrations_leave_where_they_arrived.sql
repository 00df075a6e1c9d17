-- Who arrives in a segment at a step leaves from it, or stays, at the next; nobody is lost.
with
    migrations as (select * from {{ ref("segment_migrations") }}),

    arrivals as (
        select algorithm, to_date, to_segment_id, sum(customer_count) as customer_count
        from migrations
        -- the last step is left by nobody yet
        where to_date < (select max(to_date) from migrations)
        group by algorithm, to_date, to_segment_id
    ),

    departures as (
        select algorithm, from_date, from_segment_id, sum(customer_count) as customer_count
        from migrations
        where from_segment_id is not null and from_date > (select min(from_date) from migrations)
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
