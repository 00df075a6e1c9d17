{{ config(enabled=reads("olist")) }}
{# By what other files name a row. #}
{% set keys = {
    "customers": "customer_id",
    "orders": "order_id",
    "products": "product_id",
    "sellers": "seller_id",
} %}
{# What a file is in the input contract, or here. #}
{% set inputs = {
    "customers": "order_customers",
    "geolocation": "places",
    "order_items": "order_items",
    "order_payments": "payments",
    "order_reviews": "reviews",
    "orders": "orders",
    "products": "products",
    "product_category_name_translation": "category_translations",
    "sellers": "sellers",
} %}

with
    final as (
        {% for source_name in olist_source_columns() -%}
            {#- for the graph: the file itself is read -#}
            {%- do source("olist", source_name) -%}
            {%- if execute -%}
                {%- set file = source_file("olist", source_name) -%}
                {%- set count = file_count(
                    file.path, source_name, file.columns, key=keys.get(source_name)
                ) -%}
            {%- else -%}{%- set file, count = {}, "select 1 as read_count" -%}
            {%- endif -%}
            select
                '{{ inputs[source_name] }}' as input,
                '{{ source_name }}' as source_name,
                '{{ file.name }}' as file,
                counted.*
            from ({{ count }}) as counted {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from final
