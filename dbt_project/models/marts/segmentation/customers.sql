with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_current),

    dim_customers as (select * from {{ ref("dim_customers") }}),

    features as (
        select * from ({{ customer_features_as_of("as_of_dates") }}) as current_features
    ),

    attributes as (select * from {{ ref("int_customer_attributes") }}),

    segments as (select * from {{ ref("int_customer_segments") }}),

    names as (select * from {{ ref("int_segments_named") }}),

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
            attributes.payment_type,
            attributes.category,
            -- segments
            segments.r_score,
            segments.f_score,
            segments.m_score,
            segments.r_score
            || '-'
            || segments.f_score
            || '-'
            || segments.m_score as rfm_score,
            {%- for algorithm in ("rfm", "kmeans", "dbscan", "ward") %}
                cast(
                    segments.{{ algorithm }}_segment_id as integer
                ) as {{ algorithm }}_segment_id,
                {{ algorithm }}.segment_name
                as {{ algorithm }}_segment_name{{ "," if not loop.last }}
            {%- endfor %}
        from dim_customers
        -- left joins: a customer without an included order has neither features nor
        -- segments
        left join features on dim_customers.customer_key = features.customer_key
        left join attributes on dim_customers.customer_key = attributes.customer_key
        left join segments on dim_customers.customer_key = segments.customer_key
        {%- for algorithm in ("rfm", "kmeans", "dbscan", "ward") %}
            left join
                names as {{ algorithm }}
                on {{ algorithm }}.algorithm = '{{ algorithm }}'
                -- dbscan and ward have one version only
                and {{ algorithm }}.model_version
                = {{
                    (
                        "segments.model_version"
                        if algorithm in ("rfm", "kmeans")
                        else "1"
                    )
                }}
                and segments.{{ algorithm }}_segment_id = {{ algorithm }}.segment_id
        {%- endfor %}
    )

select *
from final
