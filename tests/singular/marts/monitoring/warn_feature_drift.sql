-- A feature, or the segments' shares, moved since the fit by more than var
-- monitor_max_psi.
{{ config(severity="warn", tags=["monitor"], store_failures=true, schema="monitors") }}

select *
from {{ ref("segmentation_alerts") }}
where monitor = 'feature_drift'
