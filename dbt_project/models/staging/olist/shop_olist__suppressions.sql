{{ config(enabled=reads("olist", "suppressions"), materialized="view") }}

select * exclude (fault)
from ({{ typed_source("olist", "suppressions") }})
