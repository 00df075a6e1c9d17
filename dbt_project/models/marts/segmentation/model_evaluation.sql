with
    measured as (
        select *
        from {{ ref("ml_kmeans_evaluation") }}
        union all by name
        select *
        from {{ ref("ml_dbscan_evaluation") }}
        union all by name
        select *
        from {{ ref("ml_ward_evaluation") }}
    ),

    -- who may be chosen: three or more segments, none of them tiny, few customers left
    -- out, and the same segments from other seeds and from half of the customers
    judged as (
        select
            *,
            coalesce(
                cluster_count >= 3
                and smallest_cluster_share >= 0.01
                and noise_share <= 0.05
                and coalesce(seed_ari, 1) >= 0.9
                and prediction_strength >= 0.8,
                false
            ) as is_eligible
        from measured
    ),

    best as (
        select max(case when is_eligible then silhouette end) as best_silhouette
        from judged
    ),

    -- of those, the fewest segments within 0.02 of the best silhouette; if none may be
    -- chosen, the best of all
    ranked as (
        select
            judged.*,
            row_number() over (
                order by
                    case
                        when not judged.is_eligible
                        then 3
                        when judged.silhouette < best.best_silhouette - 0.02
                        then 2
                        else 1
                    end,
                    case when judged.is_eligible then judged.cluster_count end,
                    judged.silhouette desc nulls last,
                    judged.recipe,
                    judged.algorithm,
                    judged.parameters
            ) as choice_rank
        from judged
        cross join best
    ),

    final as (
        select
            recipe,
            algorithm,
            parameters,
            cluster_count,
            noise_share,
            smallest_cluster_share,
            inertia,
            silhouette,
            davies_bouldin,
            calinski_harabasz,
            seed_ari,
            prediction_strength,
            is_eligible,
            choice_rank = 1 as is_chosen,
            recipe = '{{ policy("recipe") }}'
            and parameters
            = '{"kmeans_cluster_count": {{ policy("kmeans_cluster_count") }}}'
            as is_configured
        from ranked
    )

select *
from final
