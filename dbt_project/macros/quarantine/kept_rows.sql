{# The rows of a relation without those that are rejected by their key; of repeated ones that are equal, one.

   relation  with the rows.
   columns   names of its columns.
   key       those of its key.
   rejected  relation with row_key and keeps_one and row_hash of the rejected keys. #}
{% macro kept_rows(relation, columns, key, rejected) -%}
    {%- set on %}
        {%- for column in key %}
            cast(given.{{ column }} as varchar)
            is not distinct from rejected.row_key[{{ loop.index }}] and
        {%- endfor %}
        {{ row_hash(columns, key) }} is not distinct from rejected.row_hash
    {%- endset %}
    select {{ columns | join(", ") }}
    from {{ relation }} as given
    anti join {{ rejected }} as rejected on {{ on }}
    union all
    select distinct {{ columns | join(", ") }}
    from {{ relation }} as given
    semi join (select * from {{ rejected }} where keeps_one) as rejected on {{ on }}
{%- endmacro %}
