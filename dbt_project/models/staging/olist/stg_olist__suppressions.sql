with
    source as ({{ typed_source("suppressions") }}),

    tidied as (
        select
            nullif(trim(customer_id), '') as customer_unique_id,
            nullif(trim(reason), '') as suppression_reason,
            until as suppressed_until
        from source
    ),

    counted as (select *, count(*) over (partition by customer_unique_id) as row_count from tidied),

    -- stops at once: whose row is unclear might be written to
    final as (
        select
            -- ids
            case
                when customer_unique_id is null
                then
                    error(
                        'File suppressions.csv, column customer_id: expected a customer_unique_id, found '
                        || row_count
                        || ' rows without one. Fill it in, or remove the rows.'
                    )
                when row_count > 1
                then
                    error(
                        'File suppressions.csv, column customer_id: expected one row per customer, found '
                        || row_count
                        || ' of "'
                        || customer_unique_id
                        || '". Remove all but the one that holds.'
                    )
                else customer_unique_id
            end as customer_unique_id,
            -- keys
            {{ integer_key("customer_unique_id") }} as customer_key,
            -- text
            suppression_reason,
            -- dates
            suppressed_until
        from counted
    )

select *
from final
