{{ rejected_rows("reviews") }}
