{{ config(materialized="ephemeral") }}

with
    final as (
        select
            *,
            cast(purchased_at as date) as purchase_date,
            coalesce(
                order_status in (
                    {%- for status in policy("included_order_statuses") -%}
                        '{{ dbt.escape_single_quotes(status) }}' {{- ", " if not loop.last }}
                    {%- endfor -%}
                ),
                false
            ) as is_included
        from {{ ref("stg_olist__orders") }}
    )

select *
from final
