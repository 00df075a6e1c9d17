{# The columns of the files of the Olist schema, for source_profile: per source the model that has its
   rows, and of each of its columns the declared type and the column there. #}
{% macro olist_source_columns() %}
    {% set columns = {
        "customers": {
            "customer_id": ("varchar", "order_customer_id"),
            "customer_unique_id": ("varchar", "customer_unique_id"),
            "customer_zip_code_prefix": ("varchar", "customer_zip_code_prefix"),
            "customer_city": ("varchar", "customer_city"),
            "customer_state": ("varchar", "customer_state"),
        },
        "geolocation": {
            "geolocation_zip_code_prefix": ("varchar", "zip_code_prefix"),
            "geolocation_lat": ("double", "latitude"),
            "geolocation_lng": ("double", "longitude"),
            "geolocation_city": ("varchar", "city"),
            "geolocation_state": ("varchar", "state"),
        },
        "order_items": {
            "order_id": ("varchar", "order_id"),
            "order_item_id": ("integer", "order_item_id"),
            "product_id": ("varchar", "product_id"),
            "seller_id": ("varchar", "seller_id"),
            "shipping_limit_date": ("timestamp", "shipping_limit_at"),
            "price": ("decimal(18,2)", "price_amount"),
            "freight_value": ("decimal(18,2)", "freight_amount"),
        },
        "order_payments": {
            "order_id": ("varchar", "order_id"),
            "payment_sequential": ("integer", "payment_sequential"),
            "payment_type": ("varchar", "payment_type"),
            "payment_installments": ("integer", "installment_count"),
            "payment_value": ("decimal(18,2)", "payment_amount"),
        },
        "order_reviews": {
            "review_id": ("varchar", "review_id"),
            "order_id": ("varchar", "order_id"),
            "review_score": ("integer", "review_score"),
            "review_comment_title": ("varchar", "comment_title"),
            "review_comment_message": ("varchar", "comment_message"),
            "review_creation_date": ("timestamp", "review_created_at"),
            "review_answer_timestamp": ("timestamp", "review_answered_at"),
        },
        "orders": {
            "order_id": ("varchar", "order_id"),
            "customer_id": ("varchar", "order_customer_id"),
            "order_status": ("varchar", "order_status"),
            "order_purchase_timestamp": ("timestamp", "purchased_at"),
            "order_approved_at": ("timestamp", "approved_at"),
            "order_delivered_carrier_date": ("timestamp", "shipped_at"),
            "order_delivered_customer_date": ("timestamp", "delivered_at"),
            "order_estimated_delivery_date": ("timestamp", "estimated_delivery_at"),
        },
        "products": {
            "product_id": ("varchar", "product_id"),
            "product_category_name": ("varchar", "product_category_name"),
            "product_name_lenght": ("integer", "name_length"),
            "product_description_lenght": ("integer", "description_length"),
            "product_photos_qty": ("integer", "photo_count"),
            "product_weight_g": ("integer", "weight_g"),
            "product_length_cm": ("integer", "length_cm"),
            "product_height_cm": ("integer", "height_cm"),
            "product_width_cm": ("integer", "width_cm"),
        },
        "sellers": {
            "seller_id": ("varchar", "seller_id"),
            "seller_zip_code_prefix": ("varchar", "seller_zip_code_prefix"),
            "seller_city": ("varchar", "seller_city"),
            "seller_state": ("varchar", "seller_state"),
        },
        "product_category_name_translation": {
            "product_category_name": ("varchar", "product_category_name"),
            "product_category_name_english": ("varchar", "product_category_name_english"),
        },
    } %}
    {% set sources = {} %}
    {# the others belong to orders and their items #}
    {% set inputs = {
        "order_reviews": "reviews",
        "order_payments": "payments",
        "geolocation": "places",
        "products": "products",
        "product_category_name_translation": "products",
        "sellers": "sellers",
    } %}
    {% for source, its_columns in columns.items()
        if reads("olist", inputs.get(source, "orders")) %}
        {% set staging = source | replace("_name_translation", "_translations") %}
        {% do sources.update({source: ("stg_olist__" ~ staging, its_columns)}) %}
    {% endfor %}
    {{ return(sources) }}
{% endmacro %}
