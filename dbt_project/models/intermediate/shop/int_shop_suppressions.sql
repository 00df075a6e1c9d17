{# Stored, so that what is wrong in it stops every build. #}
{{ config(materialized="table") }}

with
    given as ({{ given_rows("suppressions") }}),

    tidied as (
        select
            fault,
            nullif(trim(customer_id), '') as customer_unique_id,
            nullif(trim(reason), '') as suppression_reason,
            until as suppressed_until
        from given
    ),

    counted as (select *, count(*) over (partition by customer_unique_id) as row_count from tidied),

    -- stops at once: whose row is unclear might be written to
    final as (
        select
            -- ids
            case
                when fault is not null
                then
                    error(
                        'Suppressions, column '
                        || fault.column_name
                        || ': '
                        || fault.reason
                        || ', found "'
                        || fault.value
                        || '". Correct the value in the file, or leave it empty if it is unknown.'
                    )
                when customer_unique_id is null
                then
                    error(
                        'Suppressions, column customer_id: expected a customer, found '
                        || row_count
                        || ' rows without one. Fill it in, or remove the rows.'
                    )
                when row_count > 1
                then
                    error(
                        'Suppressions, column customer_id: expected one row per customer, found '
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
