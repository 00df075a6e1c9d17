{# Keeps what the source does not: since when an order is seen in its status. No table needs it. #}
{% snapshot order_statuses %}
    {{
        config(
            enabled=policy("keep_order_statuses"),
            schema="snapshots",
            unique_key="order_id",
            strategy="check",
            check_cols=["order_status"],
            updated_at="seen_at",
            hard_deletes="ignore",
        )
    }}

    -- seen as of the last purchase in the files, so that nothing depends on the clock
    select order_id, order_status, max(purchased_at) over () as seen_at
    from {{ ref("int_shop_orders") }}
{% endsnapshot %}
