{{ config(enabled=reads("transactions"), materialized="view") }}

select input, file, read_count, cast(null as bigint) as accepted_count
from {{ ref("stg_transactions__files") }}
