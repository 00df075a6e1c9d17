{# Schemas are the names of the layers (staging, intermediate, ml, marts, seeds, monitors) as they stand:
   an environment is a database file of its own, so no prefix is needed to tell them apart. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ return((custom_schema_name or target.schema) | trim) }}
{%- endmacro %}
