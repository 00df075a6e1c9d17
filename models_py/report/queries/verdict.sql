with
    models as (select * from marts.segmentation_models where is_current),

    segment_counts as (
        select algorithm, count(*) as segment_count
        from marts.segment_profiles
        where not is_noise
        group by algorithm
    ),

    evaluation as (select * from marts.model_evaluation),

    chosen as (
        select recipe, algorithm, min(cluster_count) as chosen_cluster_count
        from evaluation
        where is_chosen
        group by recipe, algorithm
    )

select
    models.algorithm,
    segment_counts.segment_count,
    evaluation.silhouette,
    evaluation.davies_bouldin,
    evaluation.seed_ari,
    evaluation.prediction_strength,
    evaluation.is_eligible,
    chosen.chosen_cluster_count
from models
inner join segment_counts using (algorithm)
left join
    evaluation
    on models.recipe = evaluation.recipe
    and models.algorithm = evaluation.algorithm
    and (evaluation.is_configured or models.parameters = evaluation.parameters)
left join chosen on models.recipe = chosen.recipe and models.algorithm = chosen.algorithm
order by models.algorithm
