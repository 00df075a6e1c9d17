{# Apart from the other attributes, so that few large joins are alive at a time. #}
with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_current),

    items as (
        select *
        from {{ ref("fct_order_items") }}
        where
            included_date <= (select as_of_date from as_of_dates)
            and not is_return_line
            and customer_key is not null
    ),

    customers as (select customer_key from items group by customer_key),

    seller_cities as ({{ most_frequent("items", "customer_key", "seller_city") }}),

    seller_states as ({{ most_frequent("items", "customer_key", "seller_state") }}),

    categories as ({{ most_frequent("items", "customer_key", "category") }}),

    final as (
        select
            customers.customer_key,
            seller_cities.seller_city,
            seller_states.seller_state,
            categories.category
        from customers
        -- left joins: a seller may have no place, an item no category
        left join seller_cities using (customer_key)
        left join seller_states using (customer_key)
        left join categories using (customer_key)
    )

select *
from final
