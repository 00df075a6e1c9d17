-- Every customer is at exactly one tuple of each recipe, and one point of the
-- configured
-- one, and both weigh as many customers as they hold; so their labels are labels of
-- customers.
with
    as_of_dates as (
        select as_of_date from {{ ref("int_as_of_dates") }} where is_current
    ),

    expected as (
        select
            points.recipe, 'point' as what, points.point_id as id, points.customer_count
        from {{ ref("int_feature_points") }} as points
        inner join as_of_dates on points.as_of_date = as_of_dates.as_of_date
        union all
        select recipe, 'tuple' as what, tuple_id as id, customer_count
        from {{ ref("int_feature_tuples") }}
    ),

    held as (
        select recipe, 'point' as what, point_id as id, count(*) as customer_count
        from {{ ref("int_customer_points") }}
        -- of the other recipes there are tuples only
        where recipe = '{{ policy_var("recipe") }}'
        group by recipe, point_id
        union all
        select recipe, 'tuple' as what, tuple_id as id, count(*) as customer_count
        from {{ ref("int_customer_points") }}
        group by recipe, tuple_id
    )

select
    coalesce(expected.recipe, held.recipe) as recipe,
    coalesce(expected.what, held.what) as what,
    coalesce(expected.id, held.id) as id,
    expected.customer_count as expected_customer_count,
    held.customer_count as held_customer_count
from expected
full join
    held
    on expected.recipe = held.recipe
    and expected.what = held.what
    and expected.id = held.id
where
    expected.customer_count is null
    or held.customer_count is null
    or expected.customer_count <> held.customer_count
