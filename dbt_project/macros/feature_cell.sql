{# The finest grid cell that a recipe entry's feature falls in: whole steps of the transformed
   feature, or the transformed value itself where grid_step is 0. A decimal, see
   transformed_feature(). #}
{% macro feature_cell(entry) -%}
    {%- if entry.grid_step > 0 -%}
        {{
            exact_decimal(
                "floor(" ~ transformed_feature(entry) ~ " / " ~ entry.grid_step ~ ")"
            )
        }}
    {%- else -%} {{ transformed_feature(entry) }}
    {%- endif -%}
{%- endmacro %}
