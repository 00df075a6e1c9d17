{# A var that holds a date (YYYY-MM-DD) as a SQL date; null where the var is null. #}
{% macro date_var(name) -%}
    {%- if policy_var(name) -%} cast('{{ policy_var(name) }}' as date)
    {%- else -%} cast(null as date)
    {%- endif -%}
{%- endmacro %}
