{# The columns of the file of order lines, for source_profile: the model that has its rows, and of each
   column that is read the type and the column there. #}
{% macro transactions_source_columns() %}
    {% set columns = {} %}
    {% for role, column in transactions_columns().columns.items() %}
        {% do columns.update({column: (transactions_types()[role], role)}) %}
    {% endfor %}
    {{ return({"order_lines": ("stg_transactions__order_lines", columns)}) }}
{% endmacro %}
