with
    rfm_segments as (select * from {{ ref("rfm_segments") }}),

    scores as (
        {% for score in range(1, 6) -%}
            select {{ score }} as score {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    final as (
        select
            r.score as r_score,
            f.score as f_score,
            m.score as m_score,
            rfm_segments.segment_id,
            rfm_segments.segment_name
        from scores as r
        cross join scores as f
        cross join scores as m
        -- left join: a gap in the grid must fail a test, not lose a customer
        left join
            rfm_segments
            on r.score between rfm_segments.r_min and rfm_segments.r_max
            and f.score between rfm_segments.f_min and rfm_segments.f_max
            and m.score between rfm_segments.m_min and rfm_segments.m_max
    )

select *
from final
