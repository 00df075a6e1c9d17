{# A whole number that stands for an id between the layers, where text would cost memory and time.
   It follows from the id alone and decides no order, tie or sample; null stays null. That no two
   ids share one, tests of the input contract say. #}
{% macro integer_key(id) -%}
    -- without the last bit, so that it fits the signed integers of every reader
    case when {{ id }} is not null then cast(hash({{ id }}) >> 1 as bigint) end
{%- endmacro %}
