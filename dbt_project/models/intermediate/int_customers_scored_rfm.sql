with
    features as (select * from {{ ref("int_customer_features_as_of") }}),

    models as (select * from {{ ref("segmentation_models") }} where algorithm = 'rfm'),

    rfm_segments as (select * from {{ ref("rfm_segments") }}),

    cut_points as (
        select
            model_version,
            {%- for dimension in ("recency", "frequency", "monetary") %}
                {%- set dimension_loop = loop %}
                {%- for score in (2, 3, 4, 5) %}
                    max(
                        case
                            when dimension = '{{ dimension }}' and score = {{ score }}
                            then threshold
                        end
                    )
                    as {{ dimension }}_{{ score }}{{ "," if not (loop.last and dimension_loop.last) }}
                {%- endfor %}
            {%- endfor %}
        from {{ ref("rfm_cut_points") }}
        group by model_version
    ),

    scored as (
        select
            features.as_of_date,
            features.customer_unique_id,
            models.model_version,
            {%- for name, feature, dimension, comparison in (
                ("r_score", "recency_days", "recency", "<="),
                ("f_score", "order_count", "frequency", ">="),
                ("m_score", "spend_amount", "monetary", ">"),
            ) %}
                case
                    {%- for score in (5, 4, 3, 2) %}
                        when
                            features.{{ feature }} {{ comparison }} cut_points.{{ dimension }}_{{ score }}
                        then {{ score }}
                    {%- endfor %}
                    else 1
                end as {{ name }}{{ "," if not loop.last }}
            {%- endfor %}
        from features
        inner join models on {{ is_in_force("features.as_of_date", "models") }}
        inner join cut_points on models.model_version = cut_points.model_version
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
