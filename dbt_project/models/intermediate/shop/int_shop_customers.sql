with
    given as ({{ accepted_rows("customers") }}),

    final as (
        select
            -- ids
            nullif(trim(customer_id), '') as customer_unique_id,
            -- keys
            {{ integer_key("nullif(trim(customer_id), '')") }} as customer_key,
            -- text
            region as customer_state,
            -- numbers
            acquisition_cost as acquisition_cost_amount,
            -- timestamps
            first_seen_at
        from given
    )

select *
from final
