{{ rejected_rows("products") }}
