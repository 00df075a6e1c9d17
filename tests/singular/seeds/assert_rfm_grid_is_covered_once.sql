-- Every combination of R, F and M scores from 1 to 5 falls in exactly one row of the seed.
with
    scores as (
        {% for score in range(1, 6) -%}
            select {{ score }} as score {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    grid as (
        select r.score as r_score, f.score as f_score, m.score as m_score
        from scores as r
        cross join scores as f
        cross join scores as m
    )

select grid.r_score, grid.f_score, grid.m_score, count(seed.segment_id) as row_count
from grid
left join
    {{ ref("rfm_segments") }} as seed
    on grid.r_score between seed.r_min and seed.r_max
    and grid.f_score between seed.f_min and seed.f_max
    and grid.m_score between seed.m_min and seed.m_max
group by grid.r_score, grid.f_score, grid.m_score
having count(seed.segment_id) <> 1
