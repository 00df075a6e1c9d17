with
    given as (
        {{
            shop_input(
                "customers",
                {
                    "customer_id": "varchar",
                    "first_seen_at": "timestamp",
                    "region": "varchar",
                    "acquisition_cost": "decimal(18, 2)",
                },
            )
        }}
    ),

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
