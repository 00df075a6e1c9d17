-- A segment that covers several rows of the grid has the same name and action in each, and no two
-- segments share a name, nor does one of KMeans.
select 'segment_id ' || segment_id as what
from {{ ref("rfm_segments") }}
group by segment_id
having count(distinct segment_name) > 1 or count(distinct recommended_action) > 1
union all
select 'segment_name ' || segment_name as what
from {{ ref("rfm_segments") }}
group by segment_name
having count(distinct segment_id) > 1
union all
select 'segment_name ' || segment_name as what
from {{ ref("rfm_segments") }}
inner join {{ ref("segment_naming_rules") }} using (segment_name)
