-- Of every algorithm each segment has as many customers on the map as in its profile, and the
-- plane has
-- at most 60 by 60 cells.
with
    placed as (
        select algorithm, segment_id, sum(customer_count) as customer_count
        from {{ ref("segment_map") }}
        group by 1, 2
    ),

    sides as (
        select count(distinct x) as column_count, count(distinct y) as row_count
        from {{ ref("segment_map") }}
    )

select algorithm, segment_id
from {{ ref("segment_profiles") }} as profiles
full join placed using (algorithm, segment_id)
cross join sides
where
    profiles.customer_count is distinct from placed.customer_count
    or sides.column_count > 60
    or sides.row_count > 60
