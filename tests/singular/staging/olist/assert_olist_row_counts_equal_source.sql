{{ config(enabled=reads("olist")) }}
-- No row of the source files is lost or invented on the way to the facts and dimensions.
with
    row_counts as (
        {% for mart, table, key, input in (
            ("fct_orders", "orders", "*", "orders"),
            ("fct_order_items", "order_items", "*", "order_items"),
            ("dim_customers", "customers", "distinct customer_unique_id", "orders"),
            ("fct_order_reviews", "order_reviews", "*", "reviews"),
            ("dim_sellers", "sellers", "*", "sellers"),
            ("dim_products", "products", "*", "products"),
        ) if input in shop().inputs -%}
            select
                '{{ mart }}' as mart,
                (select count(*) from {{ ref(mart) }}) as mart_row_count,
                (select count({{ key }}) from {{ source("olist", table) }}) as source_row_count
                {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from row_counts
where mart_row_count <> source_row_count
