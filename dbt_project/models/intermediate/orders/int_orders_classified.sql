{{ config(materialized="ephemeral") }}
{# Of each status that may be included, the moment at which an order reaches it; of all others the
   delivery. Where orders have no statuses, and where the shop says itself which count, it is the
   purchase. #}
{% set moments = {
    "created": "purchased_at",
    "approved": "approved_at",
    "invoiced": "approved_at",
    "paid": "approved_at",
    "processing": "approved_at",
    "shipped": "shipped_at",
    "fulfilled": "shipped_at",
} %}
{% set statuses, reached = policy("included_order_statuses"), [] %}
{% for status in statuses or [] %}
    {% do reached.append(moments.get(status, "delivered_at")) %}
{% endfor %}

with
    orders as (
        select *, is_included is not null as is_decided, cast(purchased_at as date) as purchase_date
        from {{ ref("int_shop_orders") }}
    ),

    counted as (
        select
            *,
            coalesce(
                is_included,
                {% if statuses -%}
                    order_status in (
                        {%- for status in statuses -%}
                            '{{ dbt.escape_single_quotes(status) }}' {{- ", " if not loop.last }}
                        {%- endfor -%}
                    ),
                    false
                {%- else -%} true
                {%- endif %}
            ) as has_included_status
        from orders
    ),

    final as (
        select
            *,
            -- known from the first included status on; without its date from the promised delivery;
            -- 9999 stands for no date, and nothing is known before the purchase
            case
                when not has_included_status
                then null
                {% if statuses and not policy("order_lookahead") -%}
                    when not is_decided
                    then
                        greatest(
                            purchase_date,
                            cast(
                                coalesce(
                                    least(
                                        {%- for moment in reached | unique %}
                                            case
                                                when {{ moment }} < cast('9999-01-01' as date)
                                                then {{ moment }}
                                            end {{- ", " if not loop.last }}
                                        {%- endfor %}
                                    ),
                                    case
                                        when estimated_delivery_at < cast('9999-01-01' as date)
                                        then estimated_delivery_at
                                    end,
                                    purchased_at
                                ) as date
                            )
                        )
                {%- endif %}
                else purchase_date
            end as counted_date
        from counted
    )

select *
from final
