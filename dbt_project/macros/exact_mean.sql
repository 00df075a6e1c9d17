{# A sum of exact_decimal() numbers over their count, as a double that is rounded once, so that the mean
   of equal numbers is that number. #}
{% macro exact_mean(sum, count) -%}
    cast(cast({{ sum }} * 1000000 as decimal(38, 0)) as double)
    / (cast({{ count }} as double) * 1000000)
{%- endmacro %}
