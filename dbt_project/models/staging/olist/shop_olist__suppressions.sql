{{ config(enabled=reads("olist", "suppressions"), materialized="view") }}

select *
from ({{ typed_source("olist", "suppressions") }})
