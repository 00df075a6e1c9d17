{# The id of a customer; null for 0, by which tills and shops write a guest. Addresses of mail are in lower
   case, because who writes them otherwise the next time is the same person.

   id  the text in the file. #}
{% macro known_customer(id) -%}
    case
        when {{ id }} = '0'
        then null
        when contains({{ id }}, '@')
        then lower({{ id }})
        else {{ id }}
    end
{%- endmacro %}
