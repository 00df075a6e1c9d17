-- Each recipe has exactly one chosen row, and none is the version in force.
select recipe, count(*) as choice_count
from {{ ref("model_evaluation") }}
group by recipe
having
    count(case when is_chosen then 1 end) <> 1
    or count(case when is_chosen and is_in_force then 1 end) > 0
