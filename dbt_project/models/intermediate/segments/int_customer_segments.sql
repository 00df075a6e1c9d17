with
    as_of_dates as (select * from {{ ref("int_feature_means") }} where is_current),

    ward as (
        select value_id, cluster_number
        from {{ ref("ml_ward_labels") }}
        where recipe = '{{ policy("recipe") }}'
    ),

    final as (
        select
            scored.customer_key,
            scored.as_of_date,
            -- rfm
            scored.rfm_version,
            scored.r_score,
            scored.f_score,
            scored.m_score,
            scored.rfm_segment_id,
            -- kmeans
            scored.kmeans_version,
            scored.kmeans_segment_id,
            scored.nearest_segment_id,
            scored.distance_to_centroid,
            -- dbscan and ward, fitted as of the current date; noise is segment 0
            coalesce(scored.unknown_segment_id, dbscan.cluster_number + 1) as dbscan_segment_id,
            coalesce(scored.unknown_segment_id, ward.cluster_number + 1) as ward_segment_id
        from ({{ scored_customers("as_of_dates") }}) as scored
        -- left joins: a customer without a segment must fail a test, not vanish
        left join {{ ref("int_customer_points") }} as points using (customer_key)
        left join {{ ref("ml_dbscan_labels") }} as dbscan using (point_id)
        left join ward using (value_id)
    )

select *
from final
