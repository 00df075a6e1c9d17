{{ config(enabled=reads("olist")) }}
-- Every row of these tables has in each column what the files say there: no row is without one of
-- the files that says the same. Columns stand with what they are in the file.
{% set prefix = "ltrim(trim(cast({} as varchar)), '0')" %}
{% set tables = [
    (
        "orders",
        ref("fct_orders"),
        {
            "order_id": "order_id",
            "order_customer_id": "customer_id",
            "order_status": "lower(trim(cast(order_status as varchar)))",
            "purchased_at": "try_cast(order_purchase_timestamp as timestamp)",
            "approved_at": "try_cast(order_approved_at as timestamp)",
            "shipped_at": "try_cast(order_delivered_carrier_date as timestamp)",
            "delivered_at": "try_cast(order_delivered_customer_date as timestamp)",
            "estimated_delivery_at": "try_cast(order_estimated_delivery_date as timestamp)",
        },
    ),
    (
        "customers",
        ref("fct_orders"),
        {
            "order_customer_id": "customer_id",
            "customer_unique_id": "trim(cast(customer_unique_id as varchar))",
            prefix.format("customer_zip_code_prefix"): prefix.format("customer_zip_code_prefix"),
            "customer_city": "lower(trim(cast(customer_city as varchar)))",
            "customer_state": "upper(trim(cast(customer_state as varchar)))",
        },
    ),
    (
        "order_items",
        ref("fct_order_items"),
        {
            "order_id": "order_id",
            "order_item_id": "try_cast(order_item_id as integer)",
            "product_id": "product_id",
            "seller_id": "seller_id",
            "price_amount": "try_cast(price as decimal(18, 2))",
            "freight_amount": "try_cast(freight_value as decimal(18, 2))",
            "shipping_limit_at": "try_cast(shipping_limit_date as timestamp)",
        },
    ),
    (
        "order_payments",
        ref("int_shop_payments") if reads("olist", "payments"),
        {
            "order_id": "order_id",
            "payment_type": "payment_type",
            "installment_count": "try_cast(payment_installments as integer)",
            "payment_amount": "try_cast(payment_value as decimal(18, 2))",
        },
    ),
    (
        "order_reviews",
        ref("fct_order_reviews") if reads("olist", "reviews"),
        {
            "review_id": "review_id",
            "order_id": "order_id",
            "review_score": "try_cast(review_score as integer)",
            "review_created_at": "try_cast(review_creation_date as timestamp)",
            "review_answered_at": "try_cast(review_answer_timestamp as timestamp)",
        },
    ),
    (
        "products",
        ref("dim_products") if reads("olist", "products"),
        {
            "product_id": "product_id",
            "category_portuguese": "product_category_name",
            "name_length": "try_cast(product_name_lenght as integer)",
            "description_length": "try_cast(product_description_lenght as integer)",
            "photo_count": "try_cast(product_photos_qty as integer)",
            "weight_g": "try_cast(product_weight_g as integer)",
            "length_cm": "try_cast(product_length_cm as integer)",
            "height_cm": "try_cast(product_height_cm as integer)",
            "width_cm": "try_cast(product_width_cm as integer)",
        },
    ),
    (
        "sellers",
        ref("dim_sellers") if reads("olist", "sellers"),
        {
            "seller_id": "seller_id",
            prefix.format("seller_zip_code_prefix"): prefix.format("seller_zip_code_prefix"),
            "seller_city": "lower(trim(cast(seller_city as varchar)))",
            "seller_state": "upper(trim(cast(seller_state as varchar)))",
        },
    ),
    (
        "geolocation",
        ref("int_shop_places") if reads("olist", "places"),
        {
            prefix.format("zip_code_prefix"): prefix.format("geolocation_zip_code_prefix"),
            "city": "lower(trim(cast(geolocation_city as varchar)))",
            "state": "upper(trim(cast(geolocation_state as varchar)))",
            "latitude": "try_cast(geolocation_lat as double)",
            "longitude": "try_cast(geolocation_lng as double)",
        },
    ),
] %}
{% for table, relation, columns in tables if relation %}
    {%- set file = source_file("olist", table) if execute else {} %}
    select '{{ table }}' as file, count(*) as row_count
    from
        (
            select {{ columns.keys() | join(", ") }}
            from {{ relation }}
            except
            select {{ columns.values() | join(", ") }}
            from
                {{
                    (
                        file_rows(file.path, "checked_" ~ table, file.columns)
                        if file.columns
                        else source("olist", table)
                    )
                }}
        ) as others
    having count(*) > 0 {{ "union all" if not loop.last }}
{% endfor %}
