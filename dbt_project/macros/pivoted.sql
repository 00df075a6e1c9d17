{# Columns from the rows of a group: for each of some values of a key, the expressions of the row
   that has it.

   key      column that says which row.
   values   its values, of which each gives columns.
   columns  mapping of the names of the columns, with {} for the value, to expressions. #}
{% macro pivoted(key, values, columns) -%}
    {%- for value in values %}
        {%- for name, expression in columns.items() %}
            max(
                case when {{ key }} = '{{ value }}' then {{ expression }} end
            ) as {{ name.format(value) }}{{ "," if not loop.last }}
        {%- endfor %}
        {{- "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
