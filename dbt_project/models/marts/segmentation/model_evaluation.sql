with
    measured as (
        select *
        from {{ ref("ml_kmeans_evaluation") }}
        union all
        select *
        from {{ ref("ml_dbscan_evaluation") }}
        union all
        select *
        from {{ ref("ml_ward_evaluation") }}
    ),

    -- who may be chosen: enough segments, none of them tiny, few customers left out, and the same
    -- segments from other seeds and from half of the customers
    judged as (
        select
            *,
            recipe = '{{ policy("recipe") }}'
            and coalesce(
                kmeans_cluster_count = {{ policy("kmeans_cluster_count") }}, false
            ) as is_configured,
            coalesce(
                cluster_count >= {{ policy("choice_min_clusters") }}
                and smallest_cluster_share >= {{ policy("choice_min_cluster_share") }}
                and noise_share <= {{ policy("choice_max_noise_share") }}
                and coalesce(seed_ari, 1) >= {{ policy("choice_min_seed_ari") }}
                and prediction_strength >= {{ policy("choice_min_prediction_strength") }},
                false
            ) as is_eligible
        from measured
    ),

    best as (
        select *, max(case when is_eligible then silhouette end) over () as best_silhouette
        from judged
    ),

    -- of those, the fewest segments near the best silhouette; if none may be chosen, the best of
    -- all
    ranked as (
        select
            *,
            row_number() over (
                order by
                    case
                        when not is_eligible
                        then 3
                        when silhouette < best_silhouette - {{ policy("choice_silhouette_margin") }}
                        then 2
                        else 1
                    end,
                    case when is_eligible then cluster_count end,
                    silhouette desc nulls last,
                    recipe,
                    algorithm,
                    parameters
            ) as choice_rank
        from best
    ),

    -- clearly better separated by both measures, and as well supported
    dominated as (
        select distinct ranked.recipe, ranked.algorithm, ranked.parameters
        from ranked
        inner join
            ranked as others
            on ranked.recipe = others.recipe
            and ranked.algorithm = others.algorithm
            and others.is_eligible
            and others.silhouette >= ranked.silhouette + {{ policy("choice_silhouette_gain") }}
            and others.davies_bouldin <= ranked.davies_bouldin
            and others.prediction_strength >= ranked.prediction_strength
    ),

    final as (
        select
            ranked.recipe,
            ranked.algorithm,
            ranked.parameters,
            ranked.kmeans_cluster_count,
            ranked.ward_cluster_count,
            ranked.dbscan_min_samples,
            ranked.dbscan_eps,
            ranked.cluster_count,
            ranked.noise_share,
            ranked.smallest_cluster_share,
            ranked.inertia,
            ranked.silhouette,
            ranked.davies_bouldin,
            ranked.calinski_harabasz,
            ranked.seed_ari,
            ranked.prediction_strength,
            ranked.is_eligible,
            ranked.choice_rank = 1 as is_chosen,
            ranked.is_configured,
            dominated.recipe is not null as is_dominated
        from ranked
        -- left join: most choices are not dominated
        left join dominated using (recipe, algorithm, parameters)
    )

select *
from final
