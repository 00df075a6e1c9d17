-- One row per algorithm: how its segments were judged.
with
    models as (select * from marts.segmentation_models where is_current),

    segment_counts as (
        select algorithm, count(*) as segment_count
        from marts.segment_profiles
        -- neither noise nor who has not reviewed yet
        where segment_id > 0
        group by algorithm
    )

select
    models.algorithm,
    segment_counts.segment_count,
    evaluation.silhouette,
    evaluation.null_silhouette,
    evaluation.has_joint_structure,
    evaluation.davies_bouldin,
    evaluation.seed_ari,
    evaluation.prediction_strength,
    evaluation.is_eligible,
    evaluation.is_chosen
from models
inner join segment_counts using (algorithm)
-- left join: rules are not evaluated, nor is a choice that the policy does not try
left join
    marts.model_evaluation as evaluation
    on models.recipe = evaluation.recipe
    and models.algorithm = evaluation.algorithm
    and (evaluation.is_configured or models.parameters = evaluation.parameters)
    and not evaluation.is_in_force
order by models.algorithm
