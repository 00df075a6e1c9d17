{{ rejected_rows("order_items") }}
