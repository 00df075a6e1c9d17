{# The columns of the file of order lines, for source_profile: the model that has its rows, and of each
   column that is read the type and the column there. #}
{% macro transactions_source_columns() %}
    {% set types = {
        "quantity": "decimal(18,6)",
        "unit_price": "decimal(18,6)",
        "amount": "decimal(18,2)",
        "freight_amount": "decimal(18,2)",
    } %}
    {% set columns = {} %}
    {% for role, column in transactions_columns().columns.items() %}
        {% set type = types.get(role, "timestamp" if role.endswith("_at") else "varchar") %}
        {% do columns.update({column: (type, role)}) %}
    {% endfor %}
    {{ return({"order_lines": ("stg_transactions__order_lines", columns)}) }}
{% endmacro %}
