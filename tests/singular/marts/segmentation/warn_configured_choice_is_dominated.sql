-- Warns if, by the rule of model_evaluation, another choice is clearly better than the configured
-- number of KMeans segments. Not an error: the number of segments is for people to decide.
{{ config(severity="warn") }}

select *
from {{ ref("model_evaluation") }}
where is_configured and is_dominated
