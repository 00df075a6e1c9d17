{{ rejected_rows("orders") }}
