{# A zip code as text: five digits, also where a spreadsheet lost the zeros in front; of another country
   as it stands.

   column  with the zip code. #}
{% macro zip_prefix(column) -%}
    case
        when regexp_full_match({{ column }}, '[0-9]{1,5}')
        then lpad({{ column }}, 5, '0')
        else {{ column }}
    end
{%- endmacro %}
