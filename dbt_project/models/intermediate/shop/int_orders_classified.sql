{{ config(materialized="ephemeral") }}
{# Of each status that may be included, the moment at which an order reaches it; of all others the
   delivery. #}
{% set moments = {
    "created": "purchased_at",
    "approved": "approved_at",
    "invoiced": "approved_at",
    "processing": "approved_at",
    "shipped": "shipped_at",
} %}
{% set statuses, reached = policy("included_order_statuses"), [] %}
{% for status in statuses %}
    {% do reached.append(moments.get(status, "delivered_at")) %}
{% endfor %}

with
    orders as (
        select
            *,
            cast(purchased_at as date) as purchase_date,
            coalesce(
                order_status in (
                    {%- for status in statuses -%}
                        '{{ dbt.escape_single_quotes(status) }}' {{- ", " if not loop.last }}
                    {%- endfor -%}
                ),
                false
            ) as is_included
        from {{ ref("stg_olist__orders") }}
    ),

    final as (
        select
            *,
            -- known from the first included status on; without its date from the promised delivery;
            -- 9999 stands for no date, and nothing is known before the purchase
            case
                when is_included
                then
                    {% if policy("order_lookahead") -%} purchase_date
                    {%- else -%}
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
            end as included_date
        from orders
    )

select *
from final
