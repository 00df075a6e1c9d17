with
    cells as (
        select cells.*, grids.grid_level
        from {{ ref("int_feature_cells") }} as cells
        inner join
            {{ ref("int_feature_grids") }} as grids
            on cells.recipe = grids.recipe
            and cells.as_of_date = grids.as_of_date
    ),

    {% for recipe in policy_var("recipes") -%}
        {%- set entries = recipe_features(recipe) -%}
        {{ recipe }}_scalers as (
            {{ pivoted_scalers(ref("int_feature_scalers"), recipe) }}
        ),

        {{ recipe }}_coarse as (
            select
                cells.as_of_date,
                cells.customer_count,
                {%- for entry in entries %}
                    {{
                        coarse_cell(
                            entry,
                            "cells." ~ entry.feature ~ "_cell",
                            "scalers",
                            "cells.grid_level",
                        )
                    }} as {{ entry.feature }}_cell,
                    cells.{{ entry.feature }}_sum{{ "," if not loop.last }}
                {%- endfor %}
            from cells
            inner join
                {{ recipe }}_scalers as scalers on cells.as_of_date = scalers.as_of_date
            where cells.recipe = '{{ recipe }}'
        ),

        {{ recipe }}_points as (
            select
                as_of_date,
                {%- for entry in entries %}
                    {{ entry.feature }}_cell,
                    {{
                        exact_mean(
                            "sum(" ~ entry.feature ~ "_sum)", "sum(customer_count)"
                        )
                    }} as {{ entry.feature }}_mean,
                {%- endfor %}
                cast(sum(customer_count) as bigint) as customer_count
            from {{ recipe }}_coarse
            group by
                as_of_date
                {%- for entry in entries %}, {{ entry.feature }}_cell {%- endfor %}
        ),
    {% endfor %}

    final as (
        {% for recipe in policy_var("recipes") -%}
            {%- set used = recipe_features(recipe) | map(attribute="feature") | list %}
            select
                points.as_of_date,
                '{{ recipe }}' as recipe,
                row_number() over (
                    partition by points.as_of_date
                    order by
                        {%- for feature in used %}
                            points.{{ feature }}_cell{{ "," if not loop.last }}
                        {%- endfor %}
                ) as point_id,
                points.customer_count,
                {%- for feature in all_recipe_features() %}
                    {% if feature in used -%} points.{{ feature }}_cell,
                    {%- else -%} cast(null as decimal(18, 6)) as {{ feature }}_cell,
                    {%- endif %}
                {%- endfor %}
                {{ scaled_means(recipe, "points", "scalers") }}
            from {{ recipe }}_points as points
            inner join
                {{ recipe }}_scalers as scalers
                on points.as_of_date = scalers.as_of_date
                {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from final
