with
    -- neither is a guest a customer, nor who did nothing but return
    orders as (
        select * from {{ ref("fct_orders") }} where customer_key is not null and not is_return
    ),

    shop_customers as (select * from {{ ref("int_shop_customers") }}),

    zip_codes as (select * from {{ ref("int_zip_codes_located") }}),

    states as (select * from {{ ref("int_shop_regions") }}),

    totals as (
        select
            customer_key,
            count(*) as placed_order_count,
            sum(case when is_included then 1 else 0 end) as included_order_count,
            count(distinct customer_zip_code_prefix) as zip_code_count,
            min(purchased_at) as first_placed_at,
            max(purchased_at) as last_placed_at
        from orders
        group by customer_key
    ),

    -- a person may have several addresses; the one of the latest order counts
    orders_ranked as (
        select
            customer_key,
            customer_unique_id,
            customer_zip_code_prefix,
            customer_city,
            customer_state,
            row_number() over (
                partition by customer_key order by purchased_at desc, order_id desc
            ) as recency_rank
        from orders
    ),

    final as (
        select
            orders_ranked.customer_unique_id,
            totals.customer_key,
            -- address
            orders_ranked.customer_zip_code_prefix,
            orders_ranked.customer_city,
            coalesce(orders_ranked.customer_state, shop_customers.customer_state) as customer_state,
            states.state_name as customer_state_name,
            states.region as customer_region,
            zip_codes.latitude as customer_latitude,
            zip_codes.longitude as customer_longitude,
            cast(totals.zip_code_count as integer) as zip_code_count,
            -- orders
            cast(totals.placed_order_count as integer) as placed_order_count,
            cast(totals.included_order_count as integer) as included_order_count,
            totals.first_placed_at,
            totals.last_placed_at,
            -- what the shop knows beside them
            shop_customers.first_seen_at,
            shop_customers.acquisition_cost_amount
        from totals
        inner join
            orders_ranked
            on totals.customer_key = orders_ranked.customer_key
            and orders_ranked.recency_rank = 1
        -- left joins: not every customer, state code or zip prefix is known
        left join shop_customers on totals.customer_key = shop_customers.customer_key
        left join
            states
            on coalesce(orders_ranked.customer_state, shop_customers.customer_state) = states.state
        left join zip_codes on orders_ranked.customer_zip_code_prefix = zip_codes.zip_code_prefix
    )

select *
from final
