{# The scalers of one recipe as one row per as-of date, with columns <feature>_center,
   <feature>_scale, <feature>_lowest and <feature>_highest. #}
{% macro pivoted_scalers(scalers, recipe) -%}
    select
        as_of_date,
        {%- for entry in recipe_features(recipe) %}
            {%- for column, name in (
                ("scaler_center", "center"),
                ("scaler_scale", "scale"),
                ("lowest", "lowest"),
                ("highest", "highest"),
            ) %}
                max(
                    case when feature = '{{ entry.feature }}' then {{ column }} end
                ) as {{ entry.feature }}_{{ name }}{{ "," if not loop.last }}
            {%- endfor %}
            {{- "," if not loop.last }}
        {%- endfor %}
    from {{ scalers }}
    where recipe = '{{ recipe }}'
    group by as_of_date
{%- endmacro %}
