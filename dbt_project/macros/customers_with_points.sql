{# The customers of a date with the point of a recipe that holds each, and with their transformed
   features as <feature>_cell, the finest cells there are. To be used as a relation in brackets.

   features  a relation or CTE with the features of customer_features_as_of(imputed=true). #}
{% macro customers_with_points(features, recipe) -%}
    {%- set entries = recipe_features(recipe) %}
    select
        features.customer_key,
        features.as_of_date,
        points.point_id,
        {%- for entry in entries %}
            {{ transformed_feature(dict(entry, feature="features." ~ entry.feature)) }}
            as {{ entry.feature }}_cell{{ "," if not loop.last }}
        {%- endfor %}
    from {{ features }} as features
    inner join
        {{ ref("int_feature_grids") }} as grids
        on features.as_of_date = grids.as_of_date
        and grids.recipe = '{{ recipe }}'
    inner join
        ({{ pivoted_scalers(ref("int_feature_scalers"), recipe) }}) as scalers
        on features.as_of_date = scalers.as_of_date
    -- left join: a customer without a point must fail a test, not vanish
    left join
        {{ ref("int_feature_points") }} as points
        on points.recipe = '{{ recipe }}'
        and features.as_of_date = points.as_of_date
        {%- for entry in entries %}
            and {{
                coarse_cell(
                    entry,
                    feature_cell(dict(entry, feature="features." ~ entry.feature)),
                    "scalers",
                    "grids.grid_level",
                )
            }} = points.{{ entry.feature }}_cell
        {%- endfor %}
{%- endmacro %}
