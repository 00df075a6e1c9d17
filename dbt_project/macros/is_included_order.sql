{# Whether an order counts in features and segments: its status is in var included_order_statuses. #}
{% macro is_included_order(order_status) -%}
    coalesce(
        {{ order_status }}
        in ({{ quoted_list(policy_var("included_order_statuses")) }}),
        false
    )
{%- endmacro %}
