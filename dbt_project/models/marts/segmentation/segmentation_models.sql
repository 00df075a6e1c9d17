with
    fits as (select * from {{ ref("int_as_of_dates") }} where is_fit),

    customer_counts as (select * from {{ ref("int_feature_means") }}),

    kmeans_fits as (
        select distinct model_version, recipe, point_count, inertia, silhouette
        from {{ ref("ml_kmeans_centroids") }}
    ),

    -- dbscan and ward are fitted as of the current date only
    current_date_found as (select * from {{ ref("int_as_of_dates") }} where is_current),

    dbscan_fits as (
        select max(eps) as eps, count(*) as point_count
        from {{ ref("ml_dbscan_labels") }}
    ),

    ward_fits as (
        select count(*) as point_count
        from {{ ref("ml_ward_leaves") }}
        where recipe = '{{ policy_var("recipe") }}'
    ),

    all_models as (
        select
            'rfm' as algorithm,
            model_version,
            as_of_date,
            cast(null as varchar) as recipe,
            '{{ {
                "rfm_quantiles": policy_var("rfm_quantiles"),
                "rfm_frequency_thresholds": policy_var("rfm_frequency_thresholds"),
            } | tojson }}' as parameters,
            cast(null as integer) as point_count,
            cast(null as double) as inertia,
            cast(null as double) as silhouette
        from fits
        union all
        select
            'kmeans' as algorithm,
            kmeans_fits.model_version,
            fits.as_of_date,
            kmeans_fits.recipe,
            '{{ {
                "kmeans_cluster_count": policy_var("kmeans_cluster_count"),
                "random_state": policy_var("random_state"),
            } | tojson }}' as parameters,
            kmeans_fits.point_count,
            kmeans_fits.inertia,
            kmeans_fits.silhouette
        from kmeans_fits
        inner join fits on kmeans_fits.model_version = fits.model_version
        union all
        select
            'dbscan' as algorithm,
            1 as model_version,
            current_date_found.as_of_date,
            '{{ policy_var("recipe") }}' as recipe,
            '{"dbscan_eps": '
            || round(dbscan_fits.eps, 6)
            || ', "dbscan_min_samples": {{ policy_var("dbscan_min_samples") }}}'
            as parameters,
            dbscan_fits.point_count,
            cast(null as double) as inertia,
            cast(null as double) as silhouette
        from dbscan_fits
        cross join current_date_found
        union all
        select
            'ward' as algorithm,
            1 as model_version,
            current_date_found.as_of_date,
            '{{ policy_var("recipe") }}' as recipe,
            '{{ {"ward_cluster_count": ward_cluster_count()} | tojson }}' as parameters,
            ward_fits.point_count,
            cast(null as double) as inertia,
            cast(null as double) as silhouette
        from ward_fits
        cross join current_date_found
    ),

    final as (
        select
            all_models.algorithm,
            cast(all_models.model_version as integer) as model_version,
            all_models.as_of_date as fitted_as_of_date,
            all_models.as_of_date as valid_from,
            lead(all_models.as_of_date) over (
                partition by all_models.algorithm order by all_models.as_of_date
            ) as valid_to,
            all_models.recipe,
            all_models.parameters,
            cast(customer_counts.customer_count as integer) as customer_count,
            cast(all_models.point_count as integer) as point_count,
            all_models.inertia,
            all_models.silhouette,
            row_number() over (
                partition by all_models.algorithm order by all_models.as_of_date desc
            )
            = 1 as is_current
        from all_models
        inner join customer_counts on all_models.as_of_date = customer_counts.as_of_date
    )

select *
from final
