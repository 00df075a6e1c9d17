{# Whether a row of segmentation_models is the version in force on a date: the last one fitted on or
   before it. #}
{% macro is_in_force(as_of_date, models) -%}
    {{ as_of_date }} >= {{ models }}.valid_from
    and ({{ as_of_date }} < {{ models }}.valid_to or {{ models }}.valid_to is null)
{%- endmacro %}
