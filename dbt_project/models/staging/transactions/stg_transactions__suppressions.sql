{{ config(enabled=reads("transactions", "suppressions")) }}

with
    source as ({{ typed_source("suppressions", "transactions") }}),

    final as (
        select
            -- ids
            customer_id as customer_unique_id,
            -- text
            reason as suppression_reason,
            -- dates
            until as suppressed_until
        from source
    )

select *
from final
