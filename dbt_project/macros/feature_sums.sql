{# The columns customer_count and, per numeric feature, <feature>_sum and the number of customers who
   have a value, <feature>_count. Sums of decimals, see exact_decimal(). #}
{% macro feature_sums(features) -%}
    count(*) as customer_count,
    {%- for feature in numeric_features() %}
        sum({{ exact_decimal(features ~ "." ~ feature) }}) as {{ feature }}_sum,
        count(
            {{ features }}.{{ feature }}
        ) as {{ feature }}_count{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
