{# What is wrong with a row, as one expression: by the first of some rules that holds a struct of
   column_name, value, reason, and is_child (whether it is wrong because another row is); null if none
   does.

   rules  mappings of column, condition and reason, and of value, an expression, if that is not the
          column's, and is_child, if it may be one. #}
{% macro row_fault(rules) -%}
    {%- set type = (
        "struct(column_name varchar, value varchar, reason varchar, is_child boolean)"
    ) -%}
    {%- if not rules -%} cast(null as {{ type }})
    {%- else -%}
        case
            {%- for rule in rules %}
                when {{ rule.condition }}
                then
                    struct_pack(
                        column_name := '{{ dbt.escape_single_quotes(rule.column) }}',
                        value := cast({{ rule.value or quoted_name(rule.column) }} as varchar),
                        reason := '{{ dbt.escape_single_quotes(rule.reason) }}',
                        is_child := {{ rule.is_child or false }}
                    )
            {%- endfor %}
        end
    {%- endif -%}
{%- endmacro %}
