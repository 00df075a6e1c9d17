{# A point is never split, so there are as many combinations as points at least: a smaller var
   max_values could not be reached. #}
{% set max_values = [policy("max_values"), policy("max_points")] | max %}

with
    {% for recipe in policy("recipes") -%}
        -- the different values within each point
        {{ recipe }}_cells as (
            select
                as_of_date,
                point_id,
                {%- for entry in recipe_features(recipe) %}
                    {{ entry.feature }}_cell,
                    {{ entry.feature }}_cell * count(*) as {{ entry.feature }}_sum,
                {%- endfor %}
                count(*) as customer_count
            from ({{ customers_with_points(recipe) }}) as customers
            group by
                as_of_date,
                point_id
                {%- for entry in recipe_features(recipe) %}, {{ entry.feature }}_cell {%- endfor %}
        ),
    {% endfor %}

    final as (
        {% for recipe in policy("recipes") -%}
            {%- set entries = recipe_features(recipe, grid_step=0) %}
            select
                '{{ recipe }}' as recipe,
                row_number() over (
                    order by
                        {%- for entry in entries %} {{ entry.feature }}_cell, {%- endfor %} point_id
                ) as value_id,
                vals.*
            from
                (
                    {{
                        coarsened_cells(
                            recipe,
                            entries,
                            recipe ~ "_cells",
                            max_values,
                            within=["point_id"],
                        )
                    }}
                ) as vals {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from final
