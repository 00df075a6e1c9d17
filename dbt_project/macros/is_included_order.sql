{# Whether an order counts in features and segments: its status is in var included_order_statuses. #}
{% macro is_included_order(order_status) -%}
    coalesce(
        {{ order_status }} in (
            {%- for status in policy_var("included_order_statuses") -%}
                '{{ dbt.escape_single_quotes(status) }}'{{ ", " if not loop.last }}
            {%- endfor -%}
        ),
        false
    )
{%- endmacro %}
