-- Exactly one row of the evaluation is chosen.
select count(*) as chosen_count
from {{ ref("model_evaluation") }}
where is_chosen
having count(*) <> 1
