{# The finest grid cell that a recipe entry's column falls in: whole steps of the transformed
   feature, or the transformed value itself where grid_step is 0. A decimal, see
   transformed_feature(). #}
{% macro feature_cell(entry) -%}
    {%- set transformed = transformed_feature(entry) -%}
    {%- set cell = "floor({} / {})".format(transformed, entry.grid_step) -%}
    {{ exact_decimal(cell) if entry.grid_step > 0 else transformed }}
{%- endmacro %}
