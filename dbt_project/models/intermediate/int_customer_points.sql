{% set recipe = policy_var("recipe") %}
{% set entries = distinct_value_entries(recipe) %}

with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_current),

    features as (
        select *
        from
            (
                {{ customer_features_as_of("as_of_dates", imputed=true) }}
            ) as current_features
    ),

    customers as (
        select * from ({{ customers_with_points("features", recipe) }}) as with_points
    ),

    scalers as ({{ pivoted_scalers(ref("int_feature_scalers"), recipe) }}),

    vals as (
        select * from {{ ref("int_feature_values") }} where recipe = '{{ recipe }}'
    ),

    grids as (select max(grid_level) as grid_level from vals),

    final as (
        select customers.customer_key, customers.point_id, vals.value_id
        from customers
        inner join scalers on customers.as_of_date = scalers.as_of_date
        cross join grids
        -- left join: a customer without a value must fail a test, not vanish
        left join
            vals on customers.point_id = vals.point_id
            {%- for entry in entries %}
                and {{
                    coarse_cell(
                        entry,
                        "customers." ~ entry.feature ~ "_cell",
                        "scalers",
                        "grids.grid_level",
                    )
                }} = vals.{{ entry.feature }}_cell
            {%- endfor %}
    )

select *
from final
