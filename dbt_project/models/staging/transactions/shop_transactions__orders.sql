{{ config(enabled=reads("transactions")) }}
{# An export may say what holds for the order in its first line only. #}
{% set attributes = ["status", "region", "city", "zip_code", "channel"] %}

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
        group by order_id
    ),

    final as (
        select
            order_id,
            case
                when customer_id <> another_customer_id
                then
                    error(
                        'Order '
                        || order_id
                        || ': expected one customer, found '
                        || customer_id
                        || ' and '
                        || another_customer_id
                        || '. Correct the file, or name another column of orders.'
                    )
                else customer_id
            end as customer_id,
            ordered_at,
            case when cancelled_at is not null then false else is_included end as is_included,
            case
                when cancelled_at is not null
                then 'canceled'
                when status <> another_status
                then
                    error(
                        'Order '
                        || order_id
                        || ': expected one status, found '
                        || another_status
                        || ' and '
                        || status
                        || '. Correct the file, or name another column of status, or none.'
                    )
                else status
            end as status,
            {%- for attribute in attributes if attribute != "status" %}
                {{ attribute }},
            {%- endfor %}
            approved_at,
            shipped_at,
            delivered_at,
            estimated_delivery_at
        from orders
    )

select *
from final
