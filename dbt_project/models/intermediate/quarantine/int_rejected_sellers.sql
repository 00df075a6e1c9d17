{{ rejected_rows("sellers") }}
