{# Columns as a list of texts. #}
{% macro text_list(columns) -%}
    cast(
        [
            {%- for column in columns -%}
                cast({{ column }} as varchar) {{- ", " if not loop.last }}
            {%- endfor -%}
        ] as varchar[]
    )
{%- endmacro %}
