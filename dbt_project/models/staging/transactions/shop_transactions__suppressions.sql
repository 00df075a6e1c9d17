{{ config(enabled=reads("transactions", "suppressions"), materialized="view") }}

select * replace ({{ known_customer("customer_id") }} as customer_id)
from ({{ typed_source("transactions", "suppressions") }})
