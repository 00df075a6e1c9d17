{% set recipe = "'" ~ policy("recipe") ~ "'" %}

with
    versions as (select * from {{ ref("int_model_versions") }}),

    as_of_dates as (select * from {{ ref("int_feature_means") }}),

    -- dbscan and ward are fitted as of the current date only
    fitted_now as (
        select 1 as model_version, as_of_date as valid_from from as_of_dates where is_current
    ),

    kmeans_fits as (
        select distinct model_version, recipe, point_count, inertia, silhouette
        from {{ ref("ml_kmeans_centroids") }}
    ),

    dbscan_fits as (
        select max(eps) as eps, count(*) as point_count from {{ ref("ml_dbscan_labels") }}
    ),

    ward_fits as (
        select count(*) as point_count from {{ ref("ml_ward_labels") }} where recipe = {{ recipe }}
    ),

    all_models as (
        select
            'rfm' as algorithm,
            model_version,
            valid_from,
            cast(null as varchar) as recipe,
            '{{ {
                "rfm_quantiles": policy("rfm_quantiles"),
                "rfm_frequency_thresholds": policy("rfm_frequency_thresholds"),
            } | tojson }}' as parameters,
            cast(null as integer) as point_count,
            cast(null as double) as inertia,
            cast(null as double) as silhouette
        from versions
        where algorithm = 'rfm'
        union all
        select
            'kmeans' as algorithm,
            kmeans_fits.model_version,
            versions.valid_from,
            kmeans_fits.recipe,
            '{{ {
                "kmeans_cluster_count": policy("kmeans_cluster_count"),
                "random_state": policy("random_state"),
            } | tojson }}' as parameters,
            kmeans_fits.point_count,
            kmeans_fits.inertia,
            kmeans_fits.silhouette
        from kmeans_fits
        inner join
            versions
            on kmeans_fits.model_version = versions.model_version
            and versions.algorithm = 'kmeans'
        union all
        select
            'dbscan' as algorithm,
            fitted_now.*,
            {{ recipe }} as recipe,
            '{"dbscan_eps": '
            || round(dbscan_fits.eps, 6)
            || ', "dbscan_min_samples": {{ policy("dbscan_min_samples") }}}' as parameters,
            dbscan_fits.point_count,
            null as inertia,
            null as silhouette
        from dbscan_fits
        cross join fitted_now
        union all
        select
            'ward' as algorithm,
            fitted_now.*,
            {{ recipe }} as recipe,
            '{{ {"ward_cluster_count": policy("ward_cluster_count")} | tojson }}' as parameters,
            ward_fits.point_count,
            null as inertia,
            null as silhouette
        from ward_fits
        cross join fitted_now
    ),

    final as (
        select
            models.algorithm,
            cast(models.model_version as integer) as model_version,
            models.valid_from as fitted_as_of_date,
            models.valid_from,
            lead(models.valid_from) over versions as valid_to,
            models.recipe,
            models.parameters,
            cast(as_of_dates.customer_count as integer) as customer_count,
            cast(models.point_count as integer) as point_count,
            models.inertia,
            models.silhouette,
            lead(models.valid_from) over versions is null as is_current
        from all_models as models
        inner join as_of_dates on models.valid_from = as_of_dates.as_of_date
        window versions as (partition by models.algorithm order by models.valid_from)
    )

select *
from final
