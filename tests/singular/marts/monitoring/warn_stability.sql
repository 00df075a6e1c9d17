-- At the age of the model in force, frozen models agreed less with a refit than var
-- stability_threshold.
{{ config(severity="warn", tags=["monitor"], store_failures=true, schema="monitors") }}

select *
from {{ ref("segmentation_alerts") }}
where monitor = 'stability'
