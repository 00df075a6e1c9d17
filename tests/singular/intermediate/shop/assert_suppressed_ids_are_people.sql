-- No id of the suppressions is that of an order's customer, whose person would be written to. An
-- error rather than rows, because dbt shows its text.
with
    ids_of_orders as (
        select
            count(*) as id_count,
            min(suppressions.customer_unique_id) as an_id,
            min_by(customers.customer_unique_id, suppressions.customer_unique_id) as a_person
        from {{ ref("int_shop_suppressions") }} as suppressions
        inner join
            {{ ref("int_shop_orders") }} as customers
            on suppressions.customer_unique_id = customers.order_customer_id
            and customers.order_customer_id <> customers.customer_unique_id
    )

select an_id
from ids_of_orders
where
    id_count > 0
    and error(
        'Suppressions, column customer_id: expected a customer_unique_id, found '
        || id_count
        || ' customer_ids of orders, such as "'
        || an_id
        || '", whose person is "'
        || a_person
        || '". Put the person in its place.'
    )
    is not null
