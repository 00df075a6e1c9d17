{{ config(enabled=reads("olist")) }}

with
    source as ({{ typed_source("olist", "customers", ref("stg_olist__files")) }}),

    final as (
        select
            -- ids
            customer_id as order_customer_id,
            customer_unique_id,
            -- keys
            {{ integer_key("customer_id") }} as order_customer_key,
            -- text
            {{ zip_prefix("customer_zip_code_prefix") }} as customer_zip_code_prefix,
            lower(trim(customer_city)) as customer_city,
            upper(trim(customer_state)) as customer_state,
            -- what is wrong with the row
            fault
        from source
    )

select *
from final
