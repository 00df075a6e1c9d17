-- One row per algorithm, step and cause: moves to another segment, of customers known before.
select algorithm, to_date, cause, sum(customer_count) as customer_count
from marts.segment_migrations
where cause in ('behaviour', 'ageing', 'refit')
group by all
order by all
