{# What is odd and kept: per input its table and key, and of each check which rows it looks at, and which of
   these are odd. #}
{% set tables = {
    "orders": (ref("fct_orders"), "order_id"),
    "order_items": (ref("fct_order_items"), "order_id"),
    "payments": (ref("int_shop_payments"), "order_id"),
    "reviews": (ref("int_shop_reviews"), "order_id"),
    "products": (ref("dim_products"), "product_id"),
} %}
{% set closed = [] %}
{% for status in policy("closed_order_statuses") or [""] %}
    {% do closed.append("'" ~ dbt.escape_single_quotes(status) ~ "'") %}
{% endfor %}
{% set is_paid, is_closed = (
    "is_included and payment_count > 0",
    "order_status in (" ~ closed | join(", ") ~ ")",
) %}
{% set checks = [
    (
        "orders",
        "approved before the purchase",
        "approved_at is not null",
        "approved_at < purchased_at",
    ),
    (
        "orders",
        "shipped before the purchase",
        "shipped_at is not null",
        "shipped_at < purchased_at",
    ),
    (
        "orders",
        "shipped before it was approved",
        "shipped_at is not null",
        "shipped_at < approved_at",
    ),
    (
        "orders",
        "delivered before it was shipped",
        "delivered_at is not null",
        "delivered_at < shipped_at",
    ),
    (
        "orders",
        "promised for a day before the purchase",
        "estimated_delivery_at is not null",
        "estimated_delivery_at < purchase_date",
    ),
    (
        "orders",
        "delivered, without a date of the delivery",
        "order_status = 'delivered'",
        "delivered_at is null",
    ),
    (
        "orders",
        "closed, with a date of the delivery",
        is_closed,
        "delivered_at is not null",
    ),
    ("orders", "of a guest", "true", "customer_unique_id is null"),
    ("orders", "counted, without items", "is_included", "line_count = 0"),
    (
        "orders",
        "counted, of no value",
        "is_included and line_count > 0",
        "item_amount = 0",
    ),
    ("orders", "counted, without payments", "is_included", "payment_count = 0"),
    (
        "orders",
        "paid otherwise than items and freight cost",
        is_paid,
        "payment_amount <> item_amount + freight_amount",
    ),
    ("orders", "counted, without reviews", "is_included", "review_count = 0"),
    ("orders", "reviewed more than once", "review_count > 0", "review_count > 1"),
    ("order_items", "without a product", "true", "product_id is null"),
    ("order_items", "free of charge", "true", "price_amount = 0"),
    ("payments", "of nothing", "true", "payment_amount = 0"),
    ("payments", "without instalments", "true", "installment_count < 1"),
    (
        "reviews",
        "answered before it was asked for",
        "review_answered_at is not null",
        "review_answered_at < review_created_at",
    ),
    ("reviews", "without the time of its answer", "true", "review_answered_at is null"),
    ("products", "without a category", "true", "category is null"),
    ("products", "without weight", "weight_g is not null", "weight_g <= 0"),
] %}
{% set reads_what = {
    "counted, without payments": "payments",
    "paid otherwise than items and freight cost": "payments",
    "counted, without reviews": "reviews",
    "reviewed more than once": "reviews",
} %}

with
    checked as (
        {% for input, check_name, looks_at, is_odd in checks -%}
            {%- set relation, key = tables[input] -%}
            select
                '{{ input }}' as input,
                '{{ check_name }}' as check_name,
                count(*) filter (where {{ is_odd }}) as odd_count,
                count(*) as checked_count,
                min({{ key }}) filter (where {{ is_odd }}) as example
            from {{ relation }}
            where
                {{ looks_at }}
                and {{ reads_what.get(check_name, input) in shop().inputs + ["products"] }}
                {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    final as (
        select
            input,
            check_name,
            odd_count,
            checked_count,
            odd_count / checked_count as odd_share,
            example
        from checked
        -- what the shop does not have is not checked
        where checked_count > 0
    )

select *
from final
