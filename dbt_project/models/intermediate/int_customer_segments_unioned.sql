with
    current_date_found as (select * from {{ ref("int_as_of_dates") }} where is_current),

    rfm as (select * from {{ ref("int_customers_scored_rfm") }}),

    kmeans as (select * from {{ ref("int_customers_scored_kmeans") }}),

    points as (
        select *
        from {{ ref("int_customer_points") }}
        where recipe = '{{ policy_var("recipe") }}'
    ),

    dbscan as (select * from {{ ref("ml_dbscan_labels") }}),

    ward_leaves as (select * from {{ ref("ml_ward_leaves") }}),

    ward_merges as (
        select *
        from {{ ref("ml_ward_merges") }}
        where cluster_count = {{ ward_cluster_count() }}
    ),

    all_segments as (
        select
            'rfm' as algorithm,
            as_of_date,
            customer_unique_id,
            model_version,
            segment_id,
            false as is_noise,
            cast(null as double) as distance_to_centroid
        from rfm
        union all
        select
            'kmeans' as algorithm,
            as_of_date,
            customer_unique_id,
            model_version,
            segment_id,
            false as is_noise,
            distance_to_centroid
        from kmeans
        union all
        -- fitted as of the current date, on every customer: the only version; noise
        -- is segment 0
        select
            'dbscan' as algorithm,
            current_date_found.as_of_date,
            points.customer_unique_id,
            1 as model_version,
            dbscan.cluster_number + 1 as segment_id,
            dbscan.cluster_number = -1 as is_noise,
            cast(null as double) as distance_to_centroid
        from points
        inner join dbscan on points.point_id = dbscan.point_id
        cross join current_date_found
        union all
        select
            'ward' as algorithm,
            current_date_found.as_of_date,
            points.customer_unique_id,
            1 as model_version,
            ward_merges.cluster_number + 1 as segment_id,
            false as is_noise,
            cast(null as double) as distance_to_centroid
        from points
        inner join
            ward_leaves
            on points.recipe = ward_leaves.recipe
            and points.tuple_id = ward_leaves.tuple_id
        inner join
            ward_merges
            on ward_leaves.recipe = ward_merges.recipe
            and ward_leaves.leaf_number = ward_merges.leaf_number
        cross join current_date_found
    ),

    final as (
        select
            algorithm,
            as_of_date,
            customer_unique_id,
            model_version,
            segment_id,
            is_noise,
            distance_to_centroid
        from all_segments
    )

select *
from final
