{{ config(enabled=reads("transactions", "suppressions"), materialized="view") }}

{{ typed_source("transactions", "suppressions") }}
