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
order by algorithm, to_date, from_segment_id nulls first, to_segment_id
