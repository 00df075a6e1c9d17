{# One statement, and in it one group by per column: what is grouped is one column, and text only by
   its hash, so that ten million ids fit in memory. #}
{# per source its staging table, and per column of the source the declared type and its column there #}
{% set sources = {
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
{% set quartiles = {"first_quartile": 0.25, "median_value": 0.5, "third_quartile": 0.75} %}
{% set profiles = [] %}

with
    {% for source, columns in sources.items() -%}
        {%- set staging = source | replace("_name_translation", "_translations") -%}
        {%- set rows = ref("stg_olist__" ~ staging) -%}
        {%- for name, (type, column) in columns.items() -%}
            {%- set profile = source ~ "_" ~ name -%}
            {%- do profiles.append(profile) -%}
            {%- set is_text, is_number = type == "varchar", type not in ("varchar", "timestamp") -%}
            {%- set value = "hash(" ~ column ~ ")" if is_text else column -%}
            {{ profile }}_counts as materialized(
                select
                    {{ value }} as each_value,
                    count(*) as value_count
                    {%- if is_number %}
                        ,
                        sum(count(*)) over (order by {{ value }}) as counted_so_far,
                        sum(count(*)) over () as all_counted
                    {%- endif %}
                from {{ rows }}
                where {{ column }} is not null
                group by 1
            ),

            {{ profile }}_figures as (
                select
                    count(*) as distinct_count,
                    sum(value_count) as known_count,
                    {%- if is_number %}
                        {%- for quartile, share in quartiles.items() %}
                            {%- set position = "{} * (all_counted - 1)".format(share) %}
                            {%- for end in ("floor", "ceil") %}
                                {%- set is_at = "counted_so_far > {}({})".format(end, position) %}
                                cast(
                                    min(case when {{ is_at }} then each_value end) as double
                                ) as {{ quartile }}_{{ end }},
                            {%- endfor %}
                            max({{ position }} - floor({{ position }})) as {{ quartile }}_part,
                        {%- endfor %}
                    {%- endif %}
                    {%- if not is_text %}
                        min(each_value) as lowest,
                        max(each_value) as highest,
                        min_by(each_value, (- value_count, each_value)) as most_frequent_value,
                    {%- endif %}
                    max(value_count) as most_frequent_count
                from {{ profile }}_counts
            ),

            {{ profile }} as (
                select
                    '{{ source }}' as source,
                    '{{ name }}' as column_name,
                    {{ loop.index }} as column_position,
                    '{{ type }}' as data_type,
                    stored.row_count,
                    coalesce(figures.known_count, 0) as known_count,
                    figures.distinct_count,
                    {% if is_text -%} stored.lowest, stored.highest,
                    {%- else -%}
                        cast(figures.lowest as varchar) as lowest,
                        cast(figures.highest as varchar) as highest,
                    {%- endif %}
                    {%- for quartile in quartiles %}
                        {% if is_number -%}
                            {{ quartile }}_floor
                            + ({{ quartile }}_ceil - {{ quartile }}_floor) * {{ quartile }}_part
                        {%- else -%} cast(null as double)
                        {%- endif %} as {{ quartile }},
                    {%- endfor %}
                    {% if is_text -%}
                        -- where every text occurs once, the first is the most frequent
                        case
                            when figures.most_frequent_count = 1
                            then stored.lowest
                            else
                                (
                                    select min({{ column }})
                                    from {{ rows }}
                                    where
                                        {{ value }} in (
                                            select each_value
                                            from {{ profile }}_counts
                                            where
                                                value_count > 1
                                                and value_count = (
                                                    select most_frequent_count
                                                    from {{ profile }}_figures
                                                )
                                        )
                                )
                        end
                    {%- else -%} cast(figures.most_frequent_value as varchar)
                    {%- endif %} as most_frequent_value,
                    coalesce(figures.most_frequent_count, 0) as most_frequent_count
                from {{ profile }}_figures as figures
                cross join
                    (
                        select
                            count(*) as row_count
                            {%- if is_text %}
                                , min({{ column }}) as lowest, max({{ column }}) as highest
                            {%- endif %}
                        from {{ rows }}
                    ) as stored
            ),

        {% endfor %}
    {%- endfor %}

    final as (
        {% for profile in profiles -%}
            select * from {{ profile }} {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from final
