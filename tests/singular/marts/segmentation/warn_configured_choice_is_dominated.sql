-- Warns if another number of KMeans segments is clearly better than the configured one. Not an
-- error: the number of segments is for people to decide.
{{ config(severity="warn") }}

select *
from {{ ref("model_evaluation") }}
where is_configured and is_dominated
