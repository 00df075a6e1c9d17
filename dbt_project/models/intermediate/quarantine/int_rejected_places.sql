{{ rejected_rows("places") }}
