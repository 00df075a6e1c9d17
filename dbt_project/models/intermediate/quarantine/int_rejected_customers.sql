{{ rejected_rows("customers") }}
