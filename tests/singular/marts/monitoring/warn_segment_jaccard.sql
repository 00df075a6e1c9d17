-- At the age of the model in force, a refit found a segment again less than var
-- monitor_min_jaccard.
{{ config(severity="warn", tags=["monitor"], store_failures=true, schema="monitors") }}

select *
from {{ ref("segmentation_alerts") }}
where monitor = 'segment_jaccard'
