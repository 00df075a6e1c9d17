{# A number as a decimal of six places. Sums and means of decimals are exact, so they are the same
   in whatever order the engine adds up; sums of doubles are not. #}
{% macro exact_decimal(expression) -%} cast({{ expression }} as decimal(18, 6)) {%- endmacro %}
