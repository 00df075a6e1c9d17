{# What tells a row apart whose key is not whole: a hash of all columns; null where it is.

   columns  names of all columns.
   key      names of those of the key. #}
{% macro row_hash(columns, key) -%}
    case when {{ key | join(" is null or ") }} is null then hash({{ columns | join(", ") }}) end
{%- endmacro %}
