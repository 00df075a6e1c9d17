with
    segments as (select * from {{ ref("int_customer_segments") }}),

    final as (
        select
            customers.customer_unique_id,
            segments.as_of_date,
            segments.rfm_version as model_version,
            versions.valid_from as fitted_as_of_date,
            features.recency_days,
            features.order_count,
            features.spend_amount,
            segments.r_score,
            segments.f_score,
            segments.m_score,
            segments.r_score || '-' || segments.f_score || '-' || segments.m_score as rfm_score,
            rfm_grid.segment_id,
            rfm_grid.segment_name
        from segments
        inner join {{ ref("int_current_features") }} as features using (customer_key)
        inner join {{ ref("dim_customers") }} as customers using (customer_key)
        inner join
            {{ ref("int_model_versions") }} as versions
            on versions.algorithm = 'rfm'
            and segments.rfm_version = versions.model_version
        inner join {{ ref("int_rfm_grid") }} as rfm_grid using (r_score, f_score, m_score)
    )

select *
from final
