{{ config(enabled=reads("olist"), materialized="view") }}
{% set columns = [
    "order_customer_id",
    "order_customer_key",
    "customer_unique_id",
    "customer_state",
    "customer_city",
    "customer_zip_code_prefix",
] %}
{# the customers of orders are a file of their own #}
{% set no_customer = "customers.order_customer_key is null" %}
{% set lost = [
    {
        "column": "customer_id",
        "condition": no_customer ~ " and rejected_customers.row_key is not null",
        "value": "orders.order_customer_id",
        "reason": "what it names is rejected",
        "is_child": true,
    },
    {
        "column": "customer_id",
        "condition": no_customer,
        "value": "orders.order_customer_id",
        "reason": "expected the customer_id of a row of order_customers",
    },
] %}

with
    orders as (select * from {{ ref("stg_olist__orders") }}),

    given_customers as (select * from {{ ref("stg_olist__customers") }} where fault is null),

    rejected_customers as (
        select
            row_key,
            row_hash,
            bool_or(is_whole_key) as is_whole_key,
            bool_and(keeps_one) filter (where is_whole_key) as keeps_one
        from {{ ref("shop_olist__rejected_rows") }}
        where input = 'order_customers'
        group by row_key, row_hash
    ),

    whole_customers as (select * from rejected_customers where is_whole_key),

    customers as (
        {{ kept_rows("given_customers", columns, ["order_customer_id"], "whole_customers") }}
    ),

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
            customers.customer_zip_code_prefix as zip_code,
            coalesce(orders.fault, {{ row_fault(lost) }}) as fault
        from orders
        -- left joins: an order without customer is rejected, it must not vanish
        left join customers using (order_customer_key)
        left join rejected_customers on rejected_customers.row_key[1] = orders.order_customer_id
    )

select *
from final
