{# A name as SQL reads it, whatever stands in it; adapter.quote() would let a quotation mark end it. #}
{% macro quoted_name(name) -%} "{{ name | replace('"', '""') }}" {%- endmacro %}
