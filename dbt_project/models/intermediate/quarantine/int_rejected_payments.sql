{{ rejected_rows("payments") }}
