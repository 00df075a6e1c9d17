{# A recipe entry's column after its transform, before scaling. Root and logarithm take what is below
   zero (more was returned than bought) for nothing.

   entry   a recipe entry, see recipe_features().
   result  decimal: an exact decimal; double: where nothing is summed or grouped; cell: the finest
           grid cell that it falls in, whole steps as a decimal, or the exact decimal itself where
           grid_step is 0. #}
{% macro transformed_feature(entry, result="decimal") -%}
    {%- set positive = "case when {0} < 0 then 0 else {0} end".format(entry.column) -%}
    {%- set transformed = {
        "identity": entry.column,
        "sqrt": "sqrt(" ~ positive ~ ")",
        "log1p": "ln(1 + " ~ positive ~ ")",
    }[entry.transform] -%}
    {%- if result == "double" -%} cast({{ transformed }} as double)
    {%- elif result == "cell" and entry.grid_step > 0 -%}
        {{ exact_decimal("floor({} / {})".format(exact_decimal(transformed), entry.grid_step)) }}
    {%- else -%} {{ exact_decimal(transformed) }}
    {%- endif -%}
{%- endmacro %}
