{# Scores 2 to 5 and, for each, what must be reached; score 1 is for those who reach nothing. #}
with
    cut_points as (
        select *
        from {{ ref("int_rfm_cut_points") }} as cut_points
        inner join
            {{ ref("int_model_versions") }} as versions
            on cut_points.as_of_date = versions.valid_from
            and versions.algorithm = 'rfm'
    ),

    final as (
        {% for dimension, feature in (
            ("recency", "recency_days"),
            ("frequency", "order_count"),
            ("monetary", "spend_amount"),
        ) -%}
            {% set dimension_loop = loop %}
            {%- for score in (2, 3, 4, 5) %}
                select
                    model_version,
                    '{{ dimension }}' as dimension,
                    {{ score }} as score,
                    cast({{ feature }}_{{ score }} as double) as cut_point
                from cut_points {{ "union all" if not (loop.last and dimension_loop.last) }}
            {%- endfor %}
        {% endfor %}
    )

select *
from final
