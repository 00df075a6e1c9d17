{{ config(enabled=reads("transactions")) }}
{# An export may say what holds for the order in its first line only. #}
{% set attributes = ["status", "region", "city", "zip_code", "channel"] %}
{# An order has one customer and, unless it was cancelled, one status. #}
{% set rules = [
    {
        "column": "customer_id",
        "condition": "customer_id <> another_customer_id",
        "value": "customer_id || ' and ' || another_customer_id",
        "reason": "expected one customer of an order",
    },
    {
        "column": "status",
        "condition": "cancelled_at is null and status <> another_status",
        "value": "another_status || ' and ' || status",
        "reason": "expected one status of an order",
    },
] %}

with
    order_lines as (select * from {{ ref("stg_transactions__order_lines") }}),

    orders as (
        select
            order_id,
            min(customer_id) as customer_id,
            max(customer_id) as another_customer_id,
            min(status) as another_status,
            min(ordered_at) as ordered_at,
            bool_and(is_included) as is_included,
            {%- for attribute in attributes %}
                max({{ attribute }}) as {{ attribute }},
            {%- endfor %}
            max(approved_at) as approved_at,
            max(shipped_at) as shipped_at,
            max(delivered_at) as delivered_at,
            max(estimated_delivery_at) as estimated_delivery_at,
            max(cancelled_at) as cancelled_at
        from order_lines
        where fault is null
        group by order_id
    ),

    final as (
        select
            order_id,
            customer_id,
            ordered_at,
            case when cancelled_at is not null then false else is_included end as is_included,
            case when cancelled_at is not null then 'canceled' else status end as status,
            {%- for attribute in attributes if attribute != "status" %}
                {{ attribute }},
            {%- endfor %}
            approved_at,
            shipped_at,
            delivered_at,
            estimated_delivery_at,
            {{ row_fault(rules) }} as fault
        from orders
    )

select *
from final
