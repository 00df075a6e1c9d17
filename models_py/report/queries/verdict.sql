with
    evaluation as (select * from marts.model_evaluation where algorithm = 'kmeans'),

    configured as (select * from evaluation where is_configured),

    chosen as (
        select cluster_count, silhouette
        from marts.model_evaluation
        where is_chosen and algorithm = 'kmeans' and recipe = (select max(recipe) from configured)
        order by cluster_count
        limit 1
    )

select
    configured.recipe,
    configured.cluster_count,
    configured.silhouette,
    configured.davies_bouldin,
    configured.seed_ari,
    configured.prediction_strength,
    configured.smallest_cluster_share,
    configured.is_eligible,
    configured.is_dominated,
    chosen.cluster_count as chosen_cluster_count,
    chosen.silhouette as chosen_silhouette
from configured
left join chosen on true
