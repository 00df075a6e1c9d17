-- One key of two customers would make them one; the keys of the other ids are tested where each id
-- has one row.
select
    customer_key,
    min(customer_unique_id) as a_customer_unique_id,
    max(customer_unique_id) as another_customer_unique_id
from {{ ref("int_shop_orders") }}
group by customer_key
having min(customer_unique_id) <> max(customer_unique_id)
