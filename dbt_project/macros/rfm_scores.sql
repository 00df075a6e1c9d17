{# Columns r_score, f_score and m_score, 1 to 5, by the thresholds of one row of int_rfm_cut_points:
   recency up to a threshold, orders from it, and spend above it have its score. #}
{% macro rfm_scores(features, cut_points, prefix="") -%}
    {%- for name, feature, comparison in (
        ("r_score", "recency_days", "<="),
        ("f_score", "order_count", ">="),
        ("m_score", "spend_amount", ">"),
    ) %}
        case
            {%- for score in (5, 4, 3, 2) %}
                when
                    {{ features }}.{{ feature }} {{ comparison }} {{ cut_points }}.{{ feature }}_{{ score }}
                then {{ score }}
            {%- endfor %}
            else 1
        end as {{ prefix }}{{ name }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
