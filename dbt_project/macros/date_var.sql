{# A var that holds a date (YYYY-MM-DD) as a SQL date, or the default expression where it is null. #}
{% macro date_var(name, default) -%}
    {%- if var(name) -%} cast('{{ var(name) }}' as date)
    {%- else -%} {{ default }}
    {%- endif -%}
{%- endmacro %}
