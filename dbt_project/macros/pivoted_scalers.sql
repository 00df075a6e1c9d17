{# The scalers of one recipe as one row per as-of date, with columns <feature>_center and
   <feature>_scale. #}
{% macro pivoted_scalers(scalers, recipe) -%}
    select
        as_of_date,
        {%- for entry in recipe_features(recipe) %}
            max(
                case when feature = '{{ entry.feature }}' then scaler_center end
            ) as {{ entry.feature }}_center,
            max(
                case when feature = '{{ entry.feature }}' then scaler_scale end
            ) as {{ entry.feature }}_scale{{ "," if not loop.last }}
        {%- endfor %}
    from {{ scalers }}
    where recipe = '{{ recipe }}'
    group by as_of_date
{%- endmacro %}
