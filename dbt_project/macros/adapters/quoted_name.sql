{# A name as SQL reads it, whatever stands in it; adapter.quote() would let a quotation mark end it.

   name  the name. #}
{% macro quoted_name(name) %}
    {% set sign = '"' %} {{ return(sign ~ name | replace(sign, sign ~ sign) ~ sign) }}
{% endmacro %}
