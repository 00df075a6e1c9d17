-- Warns if another number of KMeans segments is clearly better than the configured
-- one in its own
-- recipe: better separated by both measures (silhouette by 0.05 or more), as well
-- supported by
-- prediction strength, and itself eligible. Not an error: the number of segments is
-- for people to
-- decide.
{{ config(severity="warn") }}

select
    others.parameters,
    others.silhouette,
    configured.silhouette as configured_silhouette,
    others.davies_bouldin,
    configured.davies_bouldin as configured_davies_bouldin,
    others.prediction_strength,
    configured.prediction_strength as configured_prediction_strength
from {{ ref("model_evaluation") }} as configured
inner join
    {{ ref("model_evaluation") }} as others
    on configured.recipe = others.recipe
    and configured.algorithm = others.algorithm
where
    configured.is_configured
    and others.is_eligible
    and others.silhouette >= configured.silhouette + 0.05
    and others.davies_bouldin <= configured.davies_bouldin
    and others.prediction_strength >= configured.prediction_strength
