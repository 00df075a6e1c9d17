{{ config(enabled=reads("olist")) }}
-- Item revenue, freight and payments are the same to the cent in the source files and in the marts.
with
    source_amounts as (
        select 'item revenue' as amount, sum(cast(price as decimal(18, 2))) as source_amount
        from {{ source("olist", "order_items") }}
        union all
        select 'freight' as amount, sum(cast(freight_value as decimal(18, 2))) as source_amount
        from {{ source("olist", "order_items") }}
        {% if reads("olist", "payments") -%}
            union all
            select 'payments' as amount, sum(cast(payment_value as decimal(18, 2))) as source_amount
            from {{ source("olist", "order_payments") }}
        {%- endif %}
    ),

    mart_amounts as (
        select 'fct_orders' as mart, 'item revenue' as amount, sum(item_amount) as mart_amount
        from {{ ref("fct_orders") }}
        union all
        select 'fct_orders' as mart, 'freight' as amount, sum(freight_amount) as mart_amount
        from {{ ref("fct_orders") }}
        union all
        select 'fct_orders' as mart, 'payments' as amount, sum(payment_amount) as mart_amount
        from {{ ref("fct_orders") }}
        union all
        select 'fct_order_items' as mart, 'item revenue' as amount, sum(price_amount) as mart_amount
        from {{ ref("fct_order_items") }}
        union all
        select 'fct_order_items' as mart, 'freight' as amount, sum(freight_amount) as mart_amount
        from {{ ref("fct_order_items") }}
    )

select
    mart_amounts.mart, mart_amounts.amount, mart_amounts.mart_amount, source_amounts.source_amount
from mart_amounts
inner join source_amounts using (amount)
where coalesce(mart_amounts.mart_amount, 0) <> coalesce(source_amounts.source_amount, 0)
