{# The fields of a row as a CSV file has them, as one expression: what needs quotation marks has them.

   columns    of its header.
   delimiter  what stands between them. #}
{% macro row_text(columns, delimiter=",") -%}
    concat_ws(
        '{{ delimiter }}'
        {%- for name in columns %}
            ,
            {% set field = quoted_name(name) -%}
            case
                when
                    contains({{ field }}, '"')
                    or contains({{ field }}, '{{ delimiter }}')
                    or contains({{ field }}, chr(10))
                then '"' || replace({{ field }}, '"', '""') || '"'
                else coalesce({{ field }}, '')
            end
        {%- endfor %}
    )
{%- endmacro %}
