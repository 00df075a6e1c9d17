{# One row with the moment from which the standing questions look back (var reporting_at, or the
   last purchase of any status), and the moments three and twelve months before it. #}
{% macro reporting_moment() -%}
    {%- set reporting_at -%}
        {%- if policy_var("reporting_at") -%} cast('{{ policy_var("reporting_at") }}' as timestamp)
        {%- else -%} (select max(purchased_at) from {{ ref("fct_orders") }})
        {%- endif -%}
    {%- endset -%}
    select
        {{ reporting_at }} as reporting_at,
        {{ dbt.dateadd("month", -3, reporting_at) }} as three_months_before,
        {{ dbt.dateadd("month", -12, reporting_at) }} as twelve_months_before
{%- endmacro %}
