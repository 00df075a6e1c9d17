with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_current),

    placed_orders as (
        select *
        from {{ ref("fct_orders") }}
        where
            purchase_date <= (select as_of_date from as_of_dates)
            and customer_key is not null
            and not is_return
    ),

    orders as (
        select * from placed_orders where included_date <= (select as_of_date from as_of_dates)
    ),

    item_attributes as (select * from {{ ref("int_customer_item_attributes") }}),

    payments as (
        select orders.customer_key, payments.payment_type
        from orders
        inner join
            {{ ref("int_shop_payments") }} as payments on orders.order_key = payments.order_key
    ),

    deliveries as (
        select
            customer_key,
            max(purchased_at) as last_purchase_at,
            max(
                case
                    when cast(delivered_at as date) <= (select as_of_date from as_of_dates)
                    then delivered_at
                end
            ) as last_delivered_at,
            max(estimated_delivery_at) as last_estimated_delivery_at
        from orders
        group by customer_key
    ),

    -- where a person lives does not depend on what became of the order
    latest_orders as (
        select
            customer_key,
            customer_zip_code_prefix,
            customer_city,
            customer_state,
            count(*) over (partition by customer_key) as placed_order_count,
            min(purchased_at) over (partition by customer_key) as first_placed_at,
            purchased_at as last_placed_at,
            -- of one that has not arrived by the date, the days that its customer has waited
            case
                when
                    order_status not in (
                        {%- for status in policy("closed_order_statuses") or [""] -%}
                            '{{ dbt.escape_single_quotes(status) }}' {{- ", " if not loop.last }}
                        {%- endfor -%}
                    )
                    and coalesce(
                        included_date > (select as_of_date from as_of_dates),
                        coalesce(
                            cast(delivered_at as date) > (select as_of_date from as_of_dates), true
                        )
                    )
                then
                    {{
                        dbt.datediff(
                            "purchase_date", "(select as_of_date from as_of_dates)", "day"
                        )
                    }}
            end as waiting_days,
            row_number() over (
                partition by customer_key order by purchased_at desc, order_id desc
            ) as recency_rank
        from placed_orders
    ),

    payment_types as ({{ most_frequent("payments", "customer_key", "payment_type") }}),

    final as (
        select
            latest_orders.customer_key,
            -- timestamps
            deliveries.last_purchase_at,
            deliveries.last_delivered_at,
            deliveries.last_estimated_delivery_at,
            latest_orders.first_placed_at,
            latest_orders.last_placed_at,
            -- numbers
            latest_orders.waiting_days,
            cast(latest_orders.placed_order_count as integer) as placed_order_count,
            -- text
            payment_types.payment_type,
            item_attributes.seller_city,
            item_attributes.seller_state,
            item_attributes.category,
            latest_orders.customer_zip_code_prefix,
            latest_orders.customer_city,
            coalesce(latest_orders.customer_state, shop_customers.customer_state) as customer_state
        from latest_orders
        -- left joins: not every customer has an order that counts, a payment, an item, a
        -- category, or
        -- a row in the shop's list
        left join {{ ref("int_shop_customers") }} as shop_customers using (customer_key)
        left join deliveries using (customer_key)
        left join payment_types using (customer_key)
        left join item_attributes using (customer_key)
        where latest_orders.recency_rank = 1
    )

select *
from final
