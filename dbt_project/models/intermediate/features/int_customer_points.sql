{% set recipe = policy("recipe") %}

with
    customers as (select * from ({{ customers_with_points(recipe) }}) as with_points),

    scalers as (select * from {{ ref("int_feature_scalers") }} where recipe = '{{ recipe }}'),

    vals as (select * from {{ ref("int_feature_values") }} where recipe = '{{ recipe }}'),

    grids as (select max(grid_level) as grid_level from vals),

    final as (
        select customers.customer_key, customers.point_id, vals.value_id
        from customers
        inner join scalers using (as_of_date)
        cross join grids
        -- left join: a customer without a value must fail a test, not vanish
        left join
            vals on customers.point_id = vals.point_id
            {%- for entry in recipe_features(recipe, grid_step=0) %}
                {%- set cell = "customers." ~ entry.feature ~ "_cell" %}
                and {{ coarse_cell(entry, cell, "scalers", "grids.grid_level") }}
                = vals.{{ entry.feature }}_cell
            {%- endfor %}
    )

select *
from final
