-- A segment has a smaller share of the customers than var monitor_min_segment_share.
{{ config(severity="warn", tags=["monitor"], store_failures=true, schema="monitors") }}

select *
from {{ ref("segmentation_alerts") }}
where monitor = 'segment_share'
