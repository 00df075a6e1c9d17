{# The types of what a file of order lines may have, by the names of the adapter. #}
{% macro transactions_types() %}
    {% set types = {
        "order_id": "varchar",
        "customer_id": "varchar",
        "product_id": "varchar",
        "product_name": "varchar",
        "category": "varchar",
        "seller_id": "varchar",
        "status": "varchar",
        "region": "varchar",
        "city": "varchar",
        "zip_code": "varchar",
        "channel": "varchar",
        "quantity": "decimal(18,6)",
        "unit_price": "decimal(18,6)",
        "amount": "decimal(18,6)",
        "freight_amount": "decimal(18,2)",
        "ordered_at": "timestamp",
        "approved_at": "timestamp",
        "shipped_at": "timestamp",
        "delivered_at": "timestamp",
        "estimated_delivery_at": "timestamp",
        "cancelled_at": "timestamp",
    } %}
    {{ return(types) }}
{% endmacro %}
