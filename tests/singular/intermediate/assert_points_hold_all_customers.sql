-- Every customer is at exactly one point and one combination of values of the configured recipe,
-- both weigh as many customers as they hold, and in each recipe both add up to everybody; so their
-- labels are labels of customers.
with
    as_of_dates as (select as_of_date from {{ ref("int_as_of_dates") }} where is_current),

    customers as (
        select feature_means.customer_count
        from {{ ref("int_feature_means") }} as feature_means
        inner join as_of_dates using (as_of_date)
    ),

    weighed as (
        select points.recipe, 'point' as what, points.point_id as id, points.customer_count
        from {{ ref("int_feature_points") }} as points
        inner join as_of_dates using (as_of_date)
        union all
        select recipe, 'value' as what, value_id as id, customer_count
        from {{ ref("int_feature_values") }}
    ),

    held as (
        select 'point' as what, point_id as id, count(*) as customer_count
        from {{ ref("int_customer_points") }}
        group by point_id
        union all
        select 'value' as what, value_id as id, count(*) as customer_count
        from {{ ref("int_customer_points") }}
        group by value_id
    ),

    held_otherwise as (
        select
            coalesce(weighed.what, held.what) as what,
            coalesce(weighed.id, held.id) as id,
            weighed.customer_count as weight,
            held.customer_count
        from (select * from weighed where recipe = '{{ policy("recipe") }}') as weighed
        full join held using (what, id)
        where weighed.customer_count is distinct from held.customer_count
    )

select recipe, what, null as id, sum(weighed.customer_count) as weight
from weighed
cross join customers
group by recipe, what, customers.customer_count
having sum(weighed.customer_count) <> customers.customer_count
union all
select '{{ policy("recipe") }}' as recipe, what, id, weight
from held_otherwise
