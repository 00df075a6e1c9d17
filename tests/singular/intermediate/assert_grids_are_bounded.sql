-- No date has more points than var max_points, and no recipe more combinations of values than var
-- max_values; a point is never split, so there may be as many as points.
select recipe, cast(as_of_date as varchar) as what, count(*) as cell_count
from {{ ref("int_feature_points") }}
group by recipe, as_of_date
having count(*) > {{ policy("max_points") }}
union all
select recipe, 'values' as what, count(*) as cell_count
from {{ ref("int_feature_values") }}
group by recipe
having count(*) > {{ [policy("max_values"), policy("max_points")] | max }}
