{{ config(enabled=reads("transactions", "suppressions"), materialized="view") }}

with
    suppressions as (select * from {{ ref("stg_transactions__suppressions") }}),

    final as (
        select
            customer_unique_id as customer_id,
            suppression_reason as reason,
            suppressed_until as until
        from suppressions
    )

select *
from final
