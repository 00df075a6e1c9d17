with
    source as (select * from {{ source("olist", "customers") }}),

    final as (
        select
            -- ids
            {{ source_column("customers", "customer_id") }} as order_customer_id,
            {{ source_column("customers", "customer_unique_id") }}
            as customer_unique_id,
            -- keys
            {{ integer_key(source_column("customers", "customer_id")) }}
            as order_customer_key,
            {{ integer_key(source_column("customers", "customer_unique_id")) }}
            as customer_key,
            -- text
            lpad(
                {{ source_column("customers", "customer_zip_code_prefix") }}, 5, '0'
            ) as customer_zip_code_prefix,
            lower(
                trim({{ source_column("customers", "customer_city") }})
            ) as customer_city,
            upper(
                trim({{ source_column("customers", "customer_state") }})
            ) as customer_state
        from source
    )

select *
from final
