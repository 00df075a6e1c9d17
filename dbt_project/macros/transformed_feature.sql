{# A recipe entry's feature after its transform, before scaling, as an exact decimal. #}
{% macro transformed_feature(entry) -%}
    {%- if entry.transform == "log1p" -%}
        {{ exact_decimal("ln(1 + " ~ entry.feature ~ ")") }}
    {%- else -%} {{ exact_decimal(entry.feature) }}
    {%- endif -%}
{%- endmacro %}
