{# The customers of the current date with the point of a recipe that holds each, and with their
   transformed features as <feature>_cell, the finest cells there are. To be used as a relation in
   brackets. #}
{% macro customers_with_points(recipe) -%}
    {%- set entries = recipe_features(recipe) %}
    select
        features.customer_key,
        features.as_of_date,
        points.point_id,
        {%- for entry in entries %}
            {{ transformed_feature(dict(entry, column="features." ~ entry.column)) }}
            as {{ entry.feature }}_cell
            {{- "," if not loop.last }}
        {%- endfor %}
    from {{ ref("int_current_features") }} as features
    inner join
        (
            select as_of_date, max(grid_level) as grid_level
            from {{ ref("int_feature_points") }}
            where recipe = '{{ recipe }}'
            group by as_of_date
        ) as grids using (as_of_date)
    inner join
        {{ ref("int_feature_scalers") }} as scalers
        on features.as_of_date = scalers.as_of_date
        and scalers.recipe = '{{ recipe }}'
    -- left join: a customer without a point must fail a test, not vanish
    left join
        {{ ref("int_feature_points") }} as points
        on points.recipe = '{{ recipe }}'
        and features.as_of_date = points.as_of_date
        {%- for entry in entries %}
            {%- set cell = transformed_feature(
                dict(entry, column="features." ~ entry.column), result="cell"
            ) %}
            and {{ coarse_cell(entry, cell, "scalers", "grids.grid_level") }}
            = points.{{ entry.feature }}_cell
        {%- endfor %}
{%- endmacro %}
