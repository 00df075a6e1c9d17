with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_current),

    features as (
        select * from ({{ customer_features_as_of("as_of_dates") }}) as current_features
    ),

    segments as (select * from {{ ref("int_customer_segments") }}),

    customers as (select * from {{ ref("dim_customers") }}),

    rfm_grid as (select * from {{ ref("int_rfm_grid") }}),

    final as (
        select
            customers.customer_unique_id,
            segments.as_of_date,
            segments.model_version,
            features.recency_days,
            features.order_count,
            features.spend_amount,
            segments.r_score,
            segments.f_score,
            segments.m_score,
            segments.r_score
            || '-'
            || segments.f_score
            || '-'
            || segments.m_score as rfm_score,
            rfm_grid.segment_id,
            rfm_grid.segment_name
        from segments
        inner join features on segments.customer_key = features.customer_key
        inner join customers on segments.customer_key = customers.customer_key
        inner join
            rfm_grid
            on segments.r_score = rfm_grid.r_score
            and segments.f_score = rfm_grid.f_score
            and segments.m_score = rfm_grid.m_score
    )

select *
from final
