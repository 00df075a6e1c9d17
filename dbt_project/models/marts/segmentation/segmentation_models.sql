with
    fits as (
        select * from {{ ref("int_as_of_dates") }} where model_version is not null
    ),

    customer_counts as (
        select as_of_date, count(*) as customer_count
        from {{ ref("int_customer_features_as_of") }}
        group by as_of_date
    ),

    kmeans_fits as (
        select distinct model_version, recipe, point_count, inertia, silhouette
        from {{ ref("ml_kmeans_centroids") }}
    ),

    all_models as (
        select
            'rfm' as algorithm,
            model_version,
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
        select 'kmeans' as algorithm, model_version, recipe, '{{ {
                "kmeans_cluster_count": policy_var("kmeans_cluster_count"),
                "random_state": policy_var("random_state"),
            } | tojson }}' as parameters, point_count, inertia, silhouette
        from kmeans_fits
    ),

    final as (
        select
            all_models.algorithm,
            cast(all_models.model_version as integer) as model_version,
            fits.as_of_date as fitted_as_of_date,
            fits.as_of_date as valid_from,
            lead(fits.as_of_date) over (
                partition by all_models.algorithm order by fits.as_of_date
            ) as valid_to,
            all_models.recipe,
            all_models.parameters,
            cast(customer_counts.customer_count as integer) as customer_count,
            cast(all_models.point_count as integer) as point_count,
            all_models.inertia,
            all_models.silhouette,
            row_number() over (
                partition by all_models.algorithm order by fits.as_of_date desc
            )
            = 1 as is_current
        from all_models
        inner join fits on all_models.model_version = fits.model_version
        inner join customer_counts on fits.as_of_date = customer_counts.as_of_date
    )

select *
from final
