{# A whole number, 0 or above, that stands for the values of some columns, nulls included; sums of it
   do not depend on the order of rows. #}
{% macro row_hash(columns) -%}
    {%- set texts = [] -%}
    {%- for column in columns -%}
        {%- do texts.append(
            "coalesce(cast(" ~ column ~ " as " ~ dbt.type_string() ~ "), '')"
        ) -%}
    {%- endfor -%}
    {{
        return(
            adapter.dispatch("hash_as_number", "ecommerce_segmentation")(
                texts | join(" || '|' || ")
            )
        )
    }}
{%- endmacro %}

{% macro default__hash_as_number(text) -%}
    cast(conv(substr(md5({{ text }}), 1, 15), 16, 10) as decimal(38, 0))
{%- endmacro %}

{% macro duckdb__hash_as_number(text) -%}
    cast(md5_number_lower({{ text }}) as decimal(38, 0))
{%- endmacro %}
