-- At least one customer has an included order by the as-of date; if not, var as_of_date or
-- included_order_statuses does not fit the data.
select count(*) as customer_count from {{ ref("customer_features") }} having count(*) = 0
