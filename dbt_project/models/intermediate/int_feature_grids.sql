with
    cells as (select * from {{ ref("int_feature_cells") }}),

    {% for recipe in policy_var("recipes") -%}
        {{ recipe }}_cells as (select * from cells where recipe = '{{ recipe }}'),

        {{ recipe }}_scalers as (
            {{ pivoted_scalers(ref("int_feature_scalers"), recipe) }}
        ),

        {{ recipe }}_levels as (
            {{
                grid_levels(
                    recipe ~ "_cells",
                    recipe_features(recipe),
                    recipe ~ "_scalers",
                    policy_var("max_points"),
                )
            }}
        ),
    {% endfor %}

    final as (
        {% for recipe in policy_var("recipes") -%}
            select '{{ recipe }}' as recipe, as_of_date, grid_level
            from {{ recipe }}_levels {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from final
