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

    versions as (select * from {{ ref("int_model_versions") }} where algorithm = 'kmeans'),

    current_dates as (select as_of_date from {{ ref("int_feature_means") }} where is_current),

    -- the two references of a silhouette: what sampling alone moves it, and what it is where
    -- features are independent
    compared as (
        select
            measured.*,
            current_dates.as_of_date,
            coalesce(versions.valid_from, current_dates.as_of_date) as fitted_as_of_date,
            measured.model_version is not null as is_in_force,
            silhouette - 1.96 * silhouette_stddev as silhouette_low,
            silhouette + 1.96 * silhouette_stddev as silhouette_high,
            silhouette - null_silhouette as null_gap,
            (silhouette - null_silhouette) / nullif(null_silhouette_stddev, 0) as null_gap_z_score
        from measured
        cross join current_dates
        -- left join: only one row is of a version
        left join versions using (model_version)
    ),

    -- who may be chosen: enough segments, none of them tiny, few customers left out, and the same
    -- segments from other seeds and from half of the customers
    judged as (
        select
            *,
            not is_in_force
            and recipe = '{{ policy("recipe") }}'
            and coalesce(
                kmeans_cluster_count = {{ policy("kmeans_cluster_count") }}, false
            ) as is_configured,
            coalesce(
                cluster_count >= {{ policy("choice_min_clusters") }}
                and smallest_cluster_share >= {{ policy("choice_min_cluster_share") }}
                and noise_share <= {{ policy("choice_max_noise_share") }}
                and coalesce(seed_ari >= {{ policy("choice_min_seed_ari") }}, true)
                and prediction_strength >= {{ policy("choice_min_prediction_strength") }},
                false
            ) as is_eligible
        from compared
    ),

    best as (
        select
            *,
            max(case when is_eligible then silhouette end) over (
                partition by recipe
            ) as best_silhouette
        from judged
    ),

    -- by how much the best of the recipe is better, beyond the margin and the sampling error
    tied as (
        select
            *,
            coalesce(
                silhouette_high >= best_silhouette - {{ policy("choice_silhouette_margin") }}, false
            ) as is_tied
        from best
    ),

    ranked as (
        select
            *,
            row_number() over (
                partition by recipe
                order by
                    is_in_force,
                    is_eligible desc,
                    is_tied desc,
                    {% if policy("choice_within_error") == "deployed" -%}
                        is_configured desc,
                    {% endif -%}
                    case when is_eligible then cluster_count end,
                    silhouette desc nulls last,
                    algorithm,
                    parameters
            ) as choice_rank
        from tied
    ),

    final as (
        select
            recipe,
            algorithm,
            parameters,
            is_in_force,
            as_of_date,
            fitted_as_of_date,
            kmeans_cluster_count,
            ward_cluster_count,
            dbscan_min_samples,
            dbscan_eps,
            cluster_count,
            noise_share,
            smallest_cluster_share,
            inertia,
            silhouette,
            silhouette_low,
            silhouette_high,
            null_silhouette,
            null_silhouette_stddev,
            null_gap,
            null_gap_z_score,
            davies_bouldin,
            calinski_harabasz,
            seed_ari,
            prediction_strength,
            is_finalist,
            null_gap >= {{ policy("choice_silhouette_margin") }}
            and null_gap >= 2 * null_silhouette_stddev as has_joint_structure,
            is_eligible,
            choice_rank = 1 as is_chosen,
            is_configured,
            best_silhouette is not null
            and not (is_tied and (is_eligible or is_in_force)) as is_dominated
        from ranked
    )

select *
from final
