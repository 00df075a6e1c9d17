-- One row per choice of algorithm and parameters in the recipe in use.
select
    evaluation.recipe,
    evaluation.algorithm,
    evaluation.cluster_count,
    evaluation.dbscan_min_samples,
    evaluation.dbscan_eps,
    evaluation.noise_share,
    evaluation.smallest_cluster_share,
    evaluation.inertia,
    evaluation.silhouette,
    evaluation.davies_bouldin,
    evaluation.calinski_harabasz,
    evaluation.seed_ari,
    evaluation.prediction_strength,
    evaluation.is_eligible,
    evaluation.is_chosen,
    evaluation.is_configured
from marts.model_evaluation as evaluation
where
    evaluation.recipe
    = (select max(recipe) from marts.segmentation_models where algorithm = 'kmeans')
    and not evaluation.is_in_force
order by all
