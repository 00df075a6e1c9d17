-- Every status is one of var known_order_statuses. Another is a mistake in the file,
-- whose orders would silently not count; or a new one, which belongs in the var.
select order_status, count(*) as order_count, min(order_id) as an_order_id
from {{ ref("stg_olist__orders") }}
where order_status not in ({{ quoted_list(policy_var("known_order_statuses")) }})
group by order_status
