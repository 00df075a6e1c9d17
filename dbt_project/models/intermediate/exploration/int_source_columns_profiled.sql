{# One statement, and in it one group by per column: what is grouped is one column, and text only by
   its hash, so that ten million ids fit in memory. #}
{# per source the model with its rows, and per column its type and its name there: as the adapter
   names them, or else the input contract #}
{% set contract_columns = {
    "orders": {
        "order_id": ("varchar", "order_id"),
        "customer_id": ("varchar", "customer_unique_id"),
        "ordered_at": ("timestamp", "purchased_at"),
        "status": ("varchar", "order_status"),
        "region": ("varchar", "customer_state"),
        "city": ("varchar", "customer_city"),
        "zip_code": ("varchar", "customer_zip_code_prefix"),
        "channel": ("varchar", "channel"),
    },
    "order_items": {
        "order_id": ("varchar", "order_id"),
        "line_number": ("integer", "order_item_id"),
        "product_id": ("varchar", "product_id"),
        "product_name": ("varchar", "product_name"),
        "category": ("varchar", "category"),
        "seller_id": ("varchar", "seller_id"),
        "quantity": ("decimal(18,3)", "quantity"),
        "amount": ("decimal(18,2)", "price_amount"),
        "freight_amount": ("decimal(18,2)", "freight_amount"),
    },
    "reviews": {
        "review_id": ("varchar", "review_id"),
        "order_id": ("varchar", "order_id"),
        "score": ("integer", "review_score"),
        "answered_at": ("timestamp", "review_answered_at"),
    },
    "payments": {
        "order_id": ("varchar", "order_id"),
        "payment_type": ("varchar", "payment_type"),
        "amount": ("decimal(18,2)", "payment_amount"),
        "installments": ("integer", "installment_count"),
    },
    "customers": {
        "customer_id": ("varchar", "customer_unique_id"),
        "first_seen_at": ("timestamp", "first_seen_at"),
        "region": ("varchar", "customer_state"),
        "acquisition_cost": ("decimal(18,2)", "acquisition_cost_amount"),
    },
} %}
{% set sources = {} %}
{% set adapter_columns = context.get(shop().adapter ~ "_source_columns") %}
{% if adapter_columns %} {% do sources.update(adapter_columns()) %} {% endif %}
{% for input, columns in contract_columns.items()
    if input in shop().inputs and not adapter_columns %}
    {% do sources.update({input: ("int_shop_" ~ input, columns)}) %}
{% endfor %}
{# what tells who somebody is, or was written by them #}
{% set personal_columns = (
    "customer_id",
    "customer_unique_id",
    "order_customer_id",
    "order_id",
    "review_id",
    "comment_title",
    "comment_message",
) %}
{% set quartiles = {"first_quartile": 0.25, "median_value": 0.5, "third_quartile": 0.75} %}
{% set profiles = [] %}

with
    {% for source, (model_name, columns) in sources.items() -%}
        {%- set rows = ref(model_name) -%}
        {%- for name, (type, column) in columns.items() -%}
            {%- set profile = source ~ "_" ~ column -%}
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
                    '{{ dbt.escape_single_quotes(name) }}' as column_name,
                    {{ loop.index }} as column_position,
                    '{{ type }}' as data_type,
                    {{ column in personal_columns }} as is_personal,
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
