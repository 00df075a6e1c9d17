{{ config(enabled=reads("olist")) }}
-- Item revenue, freight and payments are the same to the cent in the files and in the marts, where
-- none of their rows is rejected.
with
    source_amounts as (
        {% for amount, column, table, input in (
            ("item revenue", "price_amount", "order_items", "order_items"),
            ("freight", "freight_amount", "order_items", "order_items"),
            ("payments", "payment_amount", "order_payments", "payments"),
        ) if reads("olist", input) -%}
            {{ "union all" if not loop.first }}
            select '{{ amount }}' as amount, sum({{ column }}) as source_amount
            from {{ ref("stg_olist__" ~ table) }}
            where not exists (select * from {{ ref("int_rejected_" ~ input) }})
        {% endfor %}
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
where mart_amounts.mart_amount <> source_amounts.source_amount
