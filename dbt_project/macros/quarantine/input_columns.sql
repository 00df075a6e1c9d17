{# The columns of an input of the contract, with their types.

   input  orders, order_items, reviews, payments, customers, sellers, products, places, regions or
          suppressions. #}
{% macro input_columns(input) %}
    {% set columns = {
        "orders": {
            "order_id": "varchar",
            "customer_id": "varchar",
            "order_customer_id": "varchar",
            "ordered_at": "timestamp",
            "status": "varchar",
            "is_included": "boolean",
            "approved_at": "timestamp",
            "shipped_at": "timestamp",
            "delivered_at": "timestamp",
            "estimated_delivery_at": "timestamp",
            "region": "varchar",
            "city": "varchar",
            "zip_code": "varchar",
            "channel": "varchar",
        },
        "order_items": {
            "order_id": "varchar",
            "line_number": "integer",
            "product_id": "varchar",
            "product_name": "varchar",
            "category": "varchar",
            "seller_id": "varchar",
            "quantity": "decimal(18, 3)",
            "amount": "decimal(18, 2)",
            "freight_amount": "decimal(18, 2)",
            "shipping_limit_at": "timestamp",
        },
        "reviews": {
            "review_id": "varchar",
            "order_id": "varchar",
            "score": "double",
            "created_at": "timestamp",
            "answered_at": "timestamp",
            "title": "varchar",
            "message": "varchar",
        },
        "payments": {
            "order_id": "varchar",
            "payment_number": "integer",
            "payment_type": "varchar",
            "amount": "decimal(18, 2)",
            "installments": "integer",
        },
        "customers": {
            "customer_id": "varchar",
            "first_seen_at": "timestamp",
            "region": "varchar",
            "acquisition_cost": "decimal(18, 2)",
        },
        "sellers": {
            "seller_id": "varchar",
            "zip_code": "varchar",
            "city": "varchar",
            "region": "varchar",
        },
        "products": {
            "product_id": "varchar",
            "product_name": "varchar",
            "category": "varchar",
            "category_portuguese": "varchar",
            "name_length": "integer",
            "description_length": "integer",
            "photo_count": "integer",
            "weight_g": "integer",
            "length_cm": "integer",
            "height_cm": "integer",
            "width_cm": "integer",
        },
        "places": {
            "zip_code": "varchar",
            "city": "varchar",
            "region": "varchar",
            "latitude": "double",
            "longitude": "double",
        },
        "regions": {"region": "varchar", "region_name": "varchar", "area": "varchar"},
        "suppressions": {"customer_id": "varchar", "reason": "varchar", "until": "date"},
    } %}
    {{ return(columns[input]) }}
{% endmacro %}
