{# One row with the moment from which the standing questions look back (var reporting_at, or the
   last purchase of any status, up to var as_of_date if that is set), and the days three and twelve
   months before its day, which count as a whole. #}
{% macro reporting_moment() -%}
    {%- set reporting_at -%}
        {%- if policy("reporting_at") -%} cast('{{ policy("reporting_at") }}' as timestamp)
        {%- else -%} (
                select max(purchased_at)
                from {{ ref("fct_orders") }}
                {%- if policy("as_of_date") %}
                    where purchase_date <= cast('{{ policy("as_of_date") }}' as date)
                {%- endif %}
            )
        {%- endif -%}
    {%- endset -%}
    {%- set reporting_date = "cast(" ~ reporting_at ~ " as date)" -%}
    select
        {{ reporting_at }} as reporting_at,
        {{ dbt.dateadd("month", -3, reporting_date) }} as three_months_before,
        {{ dbt.dateadd("month", -12, reporting_date) }} as twelve_months_before
{%- endmacro %}
