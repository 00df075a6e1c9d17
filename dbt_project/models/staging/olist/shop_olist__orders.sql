{{ config(enabled=reads("olist"), materialized="view") }}

with
    orders as (select * from {{ ref("stg_olist__orders") }}),

    customers as (select * from {{ ref("stg_olist__customers") }}),

    final as (
        select
            orders.order_id,
            -- the person; the source's customer_id is one per order
            customers.customer_unique_id as customer_id,
            orders.order_customer_id,
            orders.purchased_at as ordered_at,
            orders.order_status as status,
            orders.approved_at,
            orders.shipped_at,
            orders.delivered_at,
            orders.estimated_delivery_at,
            customers.customer_state as region,
            customers.customer_city as city,
            customers.customer_zip_code_prefix as zip_code
        from orders
        -- left join: an order without customer must fail its test, not vanish
        left join customers using (order_customer_key)
    )

select *
from final
