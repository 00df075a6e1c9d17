{{ config(severity="warn", enabled=policy("as_of_date") is none) }}
-- Without var as_of_date the current view is as of the last purchase; an order that was delivered
-- after it has an included status, but is not in the segments. Set as_of_date to a later day.
select order_id, order_status, purchased_at, included_date
from {{ ref("fct_orders") }}
where included_date > (select max(purchase_date) from {{ ref("fct_orders") }})
