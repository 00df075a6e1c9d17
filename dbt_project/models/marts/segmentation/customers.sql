with
    dim_customers as (select * from {{ ref("dim_customers") }}),

    features as (select * from {{ ref("customer_features") }}),

    rfm as (select * from {{ ref("customer_rfm") }}),

    kmeans as (select * from {{ ref("customer_segments") }} where algorithm = 'kmeans'),

    dbscan as (select * from {{ ref("customer_segments") }} where algorithm = 'dbscan'),

    ward as (select * from {{ ref("customer_segments") }} where algorithm = 'ward'),

    final as (
        select
            dim_customers.customer_unique_id,
            -- address
            dim_customers.customer_zip_code_prefix,
            dim_customers.customer_city,
            dim_customers.customer_state,
            dim_customers.customer_state_name,
            dim_customers.customer_region,
            dim_customers.customer_latitude,
            dim_customers.customer_longitude,
            -- every order, of whatever status
            dim_customers.order_count as all_order_count,
            dim_customers.first_purchase_at,
            dim_customers.last_purchase_at,
            -- features, from included orders only
            features.as_of_date,
            features.recency_days,
            features.tenure_days,
            features.order_count,
            features.item_count,
            features.spend_amount,
            features.mean_item_price,
            features.mean_review_score,
            features.payment_type,
            features.category,
            -- segments
            rfm.r_score,
            rfm.f_score,
            rfm.m_score,
            rfm.rfm_score,
            rfm.segment_id as rfm_segment_id,
            rfm.segment_name as rfm_segment_name,
            kmeans.segment_id as kmeans_segment_id,
            kmeans.segment_name as kmeans_segment_name,
            dbscan.segment_id as dbscan_segment_id,
            dbscan.segment_name as dbscan_segment_name,
            ward.segment_id as ward_segment_id,
            ward.segment_name as ward_segment_name
        from dim_customers
        -- left joins: a customer without an included order has neither features nor
        -- segments
        left join
            features on dim_customers.customer_unique_id = features.customer_unique_id
        left join rfm on dim_customers.customer_unique_id = rfm.customer_unique_id
        left join kmeans on dim_customers.customer_unique_id = kmeans.customer_unique_id
        left join dbscan on dim_customers.customer_unique_id = dbscan.customer_unique_id
        left join ward on dim_customers.customer_unique_id = ward.customer_unique_id
    )

select *
from final
