-- One row per algorithm, segment and feature.
with
    profiles as (select * from marts.segment_profiles),

    z_scores as (
        unpivot (select algorithm, segment_id, columns('_z_score$') from profiles)
        on columns(* exclude (algorithm, segment_id))
        into name feature value z_score
    ),

    means as (
        unpivot (select algorithm, segment_id, columns('_mean$') from profiles)
        on columns(* exclude (algorithm, segment_id))
        into name feature value mean_value
    ),

    medians as (
        unpivot (select algorithm, segment_id, columns('_median$') from profiles)
        on columns(* exclude (algorithm, segment_id))
        into name feature value median_value
    )

select
    z_scores.algorithm,
    z_scores.segment_id,
    replace(z_scores.feature, '_z_score', '') as feature,
    z_scores.z_score,
    means.mean_value,
    medians.median_value
from z_scores
left join
    means
    on z_scores.algorithm = means.algorithm
    and z_scores.segment_id = means.segment_id
    and replace(z_scores.feature, '_z_score', '_mean') = means.feature
left join
    medians
    on z_scores.algorithm = medians.algorithm
    and z_scores.segment_id = medians.segment_id
    and replace(z_scores.feature, '_z_score', '_median') = medians.feature
order by z_scores.algorithm, z_scores.segment_id, z_scores.feature
