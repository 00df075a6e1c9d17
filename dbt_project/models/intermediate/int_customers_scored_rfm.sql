with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_scored),

    features as (
        select features.*
        from {{ ref("int_customer_features_as_of") }} as features
        inner join as_of_dates on features.as_of_date = as_of_dates.as_of_date
    ),

    models as (select * from {{ ref("segmentation_models") }} where algorithm = 'rfm'),

    rfm_segments as (select * from {{ ref("rfm_segments") }}),

    cut_points as (select * from {{ ref("int_rfm_cut_points") }}),

    scored as (
        select
            features.as_of_date,
            features.customer_unique_id,
            models.model_version,
            {{ rfm_scores("features", "cut_points") }}
        from features
        inner join models on {{ is_in_force("features.as_of_date", "models") }}
        inner join cut_points on models.fitted_as_of_date = cut_points.as_of_date
    ),

    final as (
        select
            scored.as_of_date,
            scored.customer_unique_id,
            scored.model_version,
            scored.r_score,
            scored.f_score,
            scored.m_score,
            rfm_segments.segment_id,
            rfm_segments.segment_name
        from scored
        -- left join: a gap in the grid must fail a test, not lose a customer
        left join
            rfm_segments
            on scored.r_score between rfm_segments.r_min and rfm_segments.r_max
            and scored.f_score between rfm_segments.f_min and rfm_segments.f_max
            and scored.m_score between rfm_segments.m_min and rfm_segments.m_max
    )

select *
from final
