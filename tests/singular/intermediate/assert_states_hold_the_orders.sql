-- Of each customer the first state begins with the first order that counts, one ends where the next
-- begins, only the last is open, and it holds what all included orders hold, less returns.
with
    states as (
        select
            *,
            lead(valid_from, 1, cast('9999-12-31' as date)) over (
                partition by customer_key order by valid_from
            ) as next_valid_from,
            row_number() over (partition by customer_key order by valid_from) as state_number
        from {{ ref("int_customer_states") }}
    ),

    orders as (
        select
            customer_key,
            min(included_date) as first_included_date,
            min(case when is_included then purchase_date end) as first_purchase_date,
            max(case when is_included then purchase_date end) as last_purchase_date,
            sum(case when is_included then 1 else 0 end) as order_count,
            sum(item_count) as item_count,
            sum(item_amount) as spend_amount
        from {{ ref("fct_orders") }}
        where customer_key is not null and (is_included or returned_date is not null)
        group by customer_key
        having sum(case when is_included then 1 else 0 end) > 0
    ),

    last_states as (select * from states where valid_to = cast('9999-12-31' as date))

select states.customer_key, 'gap, overlap or wrong begin' as problem
from states
inner join orders using (customer_key)
where
    states.valid_to <> states.next_valid_from
    or states.valid_to <= states.valid_from
    or (states.state_number = 1 and states.valid_from <> orders.first_included_date)
union all
select
    coalesce(orders.customer_key, last_states.customer_key) as customer_key,
    'other totals than the orders' as problem
from orders
full join last_states using (customer_key)
where
    orders.first_purchase_date is distinct from last_states.first_purchase_date
    or orders.last_purchase_date is distinct from last_states.last_purchase_date
    or orders.order_count is distinct from last_states.order_count
    or orders.item_count is distinct from last_states.item_count
    or orders.spend_amount is distinct from last_states.spend_amount
