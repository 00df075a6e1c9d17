{# A recipe entry's feature after its transform, before scaling, as an exact decimal; or as a double,
   where nothing is summed or grouped. #}
{% macro transformed_feature(entry, exact=true) -%}
    {%- set transformed = (
        "ln(1 + " ~ entry.feature ~ ")"
        if entry.transform == "log1p"
        else entry.feature
    ) -%}
    {%- if exact -%} {{ exact_decimal(transformed) }}
    {%- else -%} cast({{ transformed }} as double)
    {%- endif -%}
{%- endmacro %}
