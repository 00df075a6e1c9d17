-- The model in force is older than retraining_recommendation allows.
{{ config(severity="warn", tags=["monitor"], store_failures=true, schema="monitors") }}

select *
from {{ ref("segmentation_alerts") }}
where monitor = 'model_age'
