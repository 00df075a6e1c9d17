{# Scores 2 to 5 and, for each, what must be reached; score 1 is for those who reach nothing. #}
with
    fits as (select * from {{ ref("int_as_of_dates") }} where is_fit),

    cut_points as (select * from {{ ref("int_rfm_cut_points") }}),

    final as (
        {% for dimension, feature in (
            ("recency", "recency_days"),
            ("frequency", "order_count"),
            ("monetary", "spend_amount"),
        ) -%}
            {% set dimension_loop = loop %}
            {%- for score in (2, 3, 4, 5) %}
                select
                    fits.model_version,
                    '{{ dimension }}' as dimension,
                    {{ score }} as score,
                    cast(cut_points.{{ feature }}_{{ score }} as double) as threshold
                from cut_points
                inner join
                    fits on cut_points.as_of_date = fits.as_of_date
                    {{ "union all" if not (loop.last and dimension_loop.last) }}
            {%- endfor %}
        {% endfor %}
    )

select *
from final
