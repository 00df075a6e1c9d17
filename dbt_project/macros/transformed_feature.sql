{# A recipe entry's column after its transform, before scaling, as an exact decimal; or as a double,
   where nothing is summed or grouped. #}
{% macro transformed_feature(entry, exact=true) -%}
    {%- set logarithm = "ln(1 + " ~ entry.column ~ ")" -%}
    {%- set transformed = logarithm if entry.transform == "log1p" else entry.column -%}
    {{ exact_decimal(transformed) if exact else "cast(" ~ transformed ~ " as double)" }}
{%- endmacro %}
