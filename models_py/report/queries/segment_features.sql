-- One row per algorithm, segment and feature that somebody has.
with
    figures as (
        unpivot (
            select algorithm, segment_id, columns('_(mean|median|p10|p90|z_score)$')
            from marts.segment_profiles
        )
        on columns(* exclude (algorithm, segment_id))
        into name column_name value figure
    ),

    of_features as (
        select *, regexp_replace(column_name, '_(mean|median|p10|p90|z_score)$', '') as feature
        from figures
    )

select
    algorithm,
    segment_id,
    feature,
    max(figure) filter (where column_name like '%_z_score') as z_score,
    max(figure) filter (where column_name like '%_mean') as mean_value,
    max(figure) filter (where column_name like '%_median') as median_value,
    max(figure) filter (where column_name like '%_p10') as p10_value,
    max(figure) filter (where column_name like '%_p90') as p90_value
from of_features
where feature in (select feature from of_features where column_name like '%_mean')
group by all
order by algorithm, segment_id, feature
