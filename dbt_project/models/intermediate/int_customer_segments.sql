with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_current),

    scored as (select * from ({{ scored_customers("as_of_dates") }}) as scored_now),

    customer_points as (select * from {{ ref("int_customer_points") }}),

    dbscan as (select * from {{ ref("ml_dbscan_labels") }}),

    ward_leaves as (
        select *
        from {{ ref("ml_ward_leaves") }}
        where recipe = '{{ policy_var("recipe") }}'
    ),

    ward_merges as (
        select *
        from {{ ref("ml_ward_merges") }}
        where
            recipe = '{{ policy_var("recipe") }}'
            and cluster_count = {{ ward_cluster_count() }}
    ),

    final as (
        select
            scored.customer_key,
            scored.as_of_date,
            scored.model_version,
            -- rfm
            scored.r_score,
            scored.f_score,
            scored.m_score,
            scored.rfm_segment_id,
            -- kmeans
            scored.kmeans_segment_id,
            scored.distance_to_centroid,
            -- dbscan and ward, fitted as of the current date; noise is segment 0
            dbscan.cluster_number + 1 as dbscan_segment_id,
            ward_merges.cluster_number + 1 as ward_segment_id
        from scored
        -- left joins: a customer without a segment must fail a test, not vanish
        left join customer_points on scored.customer_key = customer_points.customer_key
        left join dbscan on customer_points.point_id = dbscan.point_id
        left join ward_leaves on customer_points.value_id = ward_leaves.value_id
        left join ward_merges on ward_leaves.leaf_number = ward_merges.leaf_number
    )

select *
from final
