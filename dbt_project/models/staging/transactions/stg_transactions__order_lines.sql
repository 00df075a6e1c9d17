{{ config(enabled=reads("transactions")) }}
{# Columns that the file does not have are null; the shop's formats of dates and numbers become
   ours. #}
{% set shop, file = shop(), env_var("SHOP_FILE", "").split("/") | last %}
{% set told = transactions_columns() %}
{% set chosen = told.columns %}
{% set where = "var shops, shop " ~ shop.name %}
{% set types = transactions_types() %}

with
    source as (select * from {{ source("transactions", "order_lines") }}),

    typed as (
        select
            {%- for role, type in types.items() %}
                {%- set column = chosen.get(role) %}
                {%- set value = adapter.quote(column or "") %}
                {#- a moment is that of Greenwich, whatever clock the machine has -#}
                {%- if told.types.get(column) == "TIMESTAMP WITH TIME ZONE" -%}
                    {%- set value = value ~ " at time zone 'UTC'" -%}
                {%- endif -%}
                {%- set text = "nullif(trim(cast(" ~ value ~ " as varchar)), '')" %}
                {% if not column -%} cast(null as {{ type }})
                {#- with an apostrophe a spreadsheet keeps the zeros in front -#}
                {%- elif role == "zip_code" -%} ltrim({{ text }}, chr(39))
                {%- elif role == "customer_id" -%} {{ known_customer(text) }}
                {%- elif type == "varchar" -%} {{ text }}
                {%- elif type == "timestamp" -%}
                    {#- what the clock in the shop showed; its difference to that of Greenwich is dropped -#}
                    {%- set text = (
                        "regexp_replace("
                        ~ text
                        ~ ", '(:[0-9.]+( ?[AP]M)?) ?([+-]\\d{2}(:?\\d{2})?|Z|UTC|GMT)$', '\\1')"
                    ) -%}
                    {%- if shop.date_format -%}
                        {%- set text = "coalesce(cast(try_strptime({0}, '{1}') as varchar), {0})".format(
                            text, shop.date_format | replace("%z", "") | trim
                        ) -%}
                    {%- endif -%}
                    {{
                        typed_column(
                            file,
                            column,
                            type,
                            text,
                            expected="a date like "
                            ~ (shop.date_format or "2024-12-31 or 2024-12-31 23:59:59"),
                            advice="Say how the file writes dates in dbt_project.yml, "
                            ~ where
                            ~ ", date_format, such as %d/%m/%Y %H:%M; or correct the value.",
                        )
                    }}
                {%- else -%}
                    {%- if shop.decimal_separator == "," -%}
                        {%- set pattern = "-?(\\d{1,3}([.]\\d{3})+|\\d+)(,\\d+)?" -%}
                        {%- set text = (
                            "case when regexp_full_match({0}, '{1}') "
                            "then replace(replace({0}, '.', ''), ',', '.') "
                            "else 'no decimal comma: ' || {0} end".format(text, pattern)
                        ) -%}
                    {%- endif -%}
                    {#- more decimals than these come of floating point -#}
                    {%- set text = (
                        "coalesce(cast(round(try_cast({0} as decimal(38, 12)), {1}) as varchar), "
                        "{0})".format(
                            text, type.split(",")[-1] | replace(")", "") | trim
                        )
                    ) -%}
                    {{
                        typed_column(
                            file,
                            column,
                            type,
                            text,
                            expected="a number",
                            advice="Say how the file writes numbers in dbt_project.yml, "
                            ~ where
                            ~ ", decimal_separator; or correct the value.",
                        )
                    }}
                {%- endif %} as {{ role }}{{ "," if not loop.last }}
            {%- endfor %}
        from source
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
            {%- set money = "amount" if chosen.get("amount") else "unit_price" %}
            case
                when {{ money }} is null
                then {{ missing_value(file, chosen.get(money), "a number") }}
                else
                    cast(
                        {{
                            (
                                "amount"
                                if money == "amount"
                                else "coalesce(quantity, 1) * unit_price"
                            )
                        }} as decimal(18, 2)
                    )
            end as amount,
            freight_amount,
            -- timestamps
            case
                when ordered_at is null
                then {{ missing_value(file, chosen.get("ordered_at"), "a date") }}
                else ordered_at
            end as ordered_at,
            approved_at,
            shipped_at,
            delivered_at,
            estimated_delivery_at,
            cancelled_at
        from typed
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
    )

select *
from final
