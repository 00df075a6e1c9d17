{# Guards a key of several columns: returns the combinations that stand in more than one row. #}
{% test unique_combination_of_columns(model, columns) %}
    select {{ columns | join(", ") }}, count(*) as row_count
    from {{ model }}
    group by {{ columns | join(", ") }}
    having count(*) > 1
{% endtest %}
