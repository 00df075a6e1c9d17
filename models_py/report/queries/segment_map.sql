-- One row per algorithm, segment and cell of the map.
select algorithm, segment_id, x, y, customer_count
from marts.segment_map
order by algorithm, segment_id, x, y
