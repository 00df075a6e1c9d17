{# Columns r_score, f_score and m_score, 1 to 5, by thresholds: recency up to a threshold, orders from
   it, and spend above it have its score.

   features    a relation with recency_days, order_count and spend_amount.
   cut_points  a relation with the columns of int_rfm_cut_points.
   prefix      of the names of the scores.
   suffix      of the names of the features in those of the thresholds, before the score. #}
{% macro rfm_scores(features, cut_points, prefix="", suffix="") -%}
    {%- for name, feature, comparison in (
        ("r_score", "recency_days", "<="),
        ("f_score", "order_count", ">="),
        ("m_score", "spend_amount", ">"),
    ) %}
        case
            {%- for score in (5, 4, 3, 2) %}
                when
                    {{ features }}.{{ feature }} {{ comparison }} {{ cut_points }}.{{ feature }}{{ suffix }}_{{ score }}
                then {{ score }}
            {%- endfor %}
            else 1
        end as {{ prefix }}{{ name }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
