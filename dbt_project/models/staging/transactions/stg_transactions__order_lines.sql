{{ config(enabled=reads("transactions")) }}
{# Columns that the file does not have are null; the shop's formats of dates and numbers become
   ours. #}
{% set shop, told, types = shop(), transactions_columns(), transactions_types() %}
{% set chosen, header = told.columns, told.header or {} %}
{% set relation = source("transactions", "order_lines") %}
{% if header.columns %}
    {% set relation = file_rows(
        env_var("SHOP_FILE"),
        "transactions",
        header.columns,
        header.delimiter,
        shop.encoding,
    ) %}
{% endif %}
{% set rules = merged_lines(
    header.columns, ref("stg_transactions__files"), "order_lines", header.delimiter
) %}
{# without which nothing can be said of a line #}
{% set money = "amount" if chosen.get("amount") else "unit_price" %}
{% for role, type in types.items() %}
    {% set what = "a number" %}
    {% if type == "timestamp" %}
        {% set what = "a date like " ~ (shop.date_format or "2024-12-31 or 2024-12-31 23:59:59") %}
    {% endif %}
    {% if role in chosen and type != "varchar" %}
        {% do rules.append(
            {
                "column": chosen[role],
                "condition": "__found_{0} is not null and __typed_{0} is null".format(
                    role
                ),
                "value": "__found_" ~ role,
                "reason": "expected " ~ what,
            }
        ) %}
    {% endif %}
    {% if role in chosen and role in ("order_id", "ordered_at", money) %}
        {% do rules.append(
            {
                "column": chosen[role],
                "condition": "__found_{} is null".format(role),
                "value": "cast(null as varchar)",
                "reason": "expected a value, found nothing",
            }
        ) %}
    {% endif %}
{% endfor %}

with
    source as (select * from {{ relation }}),

    texts as (
        select
            {#- ours first: what the file calls alike gets another name -#}
            {%- for role, type in types.items() %}
                {%- set value = quoted_name(chosen.get(role) or "") %}
                {#- a moment is that of Greenwich, whatever clock the machine has -#}
                {%- if told.types.get(chosen.get(role)) == "TIMESTAMP WITH TIME ZONE" -%}
                    {%- set value = value ~ " at time zone 'UTC'" -%}
                {%- endif %}
                {{
                    (
                        "nullif(trim(cast({} as varchar)), '')".format(value)
                        if role in chosen
                        else "cast(null as varchar)"
                    )
                }} as __found_{{ role }},
            {%- endfor %}
            *
        from source
    ),

    typed as (
        select
            {%- for role, type in types.items() %}
                {{ transactions_value(role, type) }} as __typed_{{ role }},
            {%- endfor %}
            *
        from texts
    ),

    faulty as (
        select
            {%- for role in types %} __typed_{{ role }} as {{ role }}, {%- endfor %}
            {{ row_fault(rules if execute else []) }} as fault
        from typed
    ),

    -- without ids of orders, what a customer buys on a day is one, if it has one status; and what a
    -- guest buys in a line
    lines_of_orders as (
        select
            -- ids
            {% if chosen.get("order_id") -%} order_id,
            {%- else -%}
                case
                    when customer_id is not null
                    then concat_ws(' ', customer_id, cast(ordered_at as date), lower(status))
                    else
                        'guest '
                        || cast(ordered_at as date)
                        || ' '
                        || row_number() over (
                            partition by customer_id, cast(ordered_at as date)
                            order by {{ types.keys() | reject("equalto", "order_id") | join(", ") }}
                        )
                end as order_id,
            {%- endif %}
            customer_id,
            -- what is sold without a number is known by its name
            coalesce(product_id, product_name) as product_id,
            seller_id,
            -- text
            product_name,
            category,
            lower(status) as status,
            -- without statuses, every order counts
            {{ "cast(null as boolean)" if chosen.get("status") else "true" }} as is_included,
            region,
            city,
            zip_code,
            channel,
            -- numbers
            coalesce(quantity, 1) as quantity,
            unit_price,
            try_cast(
                {{
                    (
                        "amount"
                        if money == "amount"
                        else "cast(coalesce(quantity, 1) as decimal(38, 6)) * unit_price"
                    )
                }} as decimal(18, 2)
            ) as amount,
            freight_amount,
            -- timestamps
            ordered_at,
            approved_at,
            shipped_at,
            delivered_at,
            estimated_delivery_at,
            cancelled_at
        from faulty
        where fault is null
    ),

    -- what came back on a later day than it was bought is a return of that day
    returns_apart as (
        select
            * replace (
                case
                    when
                        (quantity < 0 or amount < 0)
                        and cast(ordered_at as date)
                        > min(cast(ordered_at as date)) over (partition by order_id)
                    then order_id || ' returned ' || cast(ordered_at as date)
                    else order_id
                end as order_id
            )
        from lines_of_orders
    ),

    -- here, where it is stored, and not at every reading of the contract
    final as (
        select
            *,
            cast(
                row_number() over (
                    partition by order_id
                    order by
                        product_id,
                        product_name,
                        category,
                        seller_id,
                        quantity,
                        amount,
                        freight_amount
                ) as integer
            ) as line_number
        from returns_apart
        union all by name
        select *
        from faulty
        where fault is not null
    )

select *
from final
