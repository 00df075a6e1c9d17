{# The inverse of transformed_feature(): a value in the unit of the feature, a double. #}
{% macro untransformed_feature(entry, expression) -%}
    {%- if entry.transform == "log1p" -%} exp({{ expression }}) - 1
    {%- else -%} {{ expression }}
    {%- endif -%}
{%- endmacro %}
