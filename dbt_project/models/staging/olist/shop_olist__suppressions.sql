{{ config(enabled=reads("olist", "suppressions"), materialized="view") }}

{{ typed_source("olist", "suppressions") }}
