{# A point is never split, so there are as many combinations as points at least: a smaller var
   max_values could not be reached. #}
with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_current),

    features as (
        select *
        from
            (
                {{ customer_features_as_of("as_of_dates", imputed=true) }}
            ) as current_features
    ),

    {% for recipe in policy_var("recipes") -%}
        {%- set entries = recipe_features(recipe) -%}
        {{ recipe }}_scalers as (
            {{ pivoted_scalers(ref("int_feature_scalers"), recipe) }}
        ),

        -- the different values within each point
        {{ recipe }}_cells as (
            select
                as_of_date,
                point_id,
                {%- for entry in entries %} {{ entry.feature }}_cell, {%- endfor %}
                count(*) as customer_count
            from ({{ customers_with_points("features", recipe) }}) as customers
            group by
                as_of_date,
                point_id
                {%- for entry in entries %}, {{ entry.feature }}_cell {%- endfor %}
        ),

        {{ recipe }}_levels as (
            {{
                grid_levels(
                    recipe ~ "_cells",
                    distinct_value_entries(recipe),
                    recipe ~ "_scalers",
                    [policy_var("max_values"), policy_var("max_points")] | max,
                    within="point_id",
                )
            }}
        ),

        {{ recipe }}_coarse as (
            select
                cells.as_of_date,
                levels.grid_level,
                cells.point_id,
                {%- for entry in distinct_value_entries(recipe) %}
                    {{
                        coarse_cell(
                            entry,
                            "cells." ~ entry.feature ~ "_cell",
                            "scalers",
                            "levels.grid_level",
                        )
                    }} as {{ entry.feature }}_cell,
                    cells.{{ entry.feature }}_cell
                    * cells.customer_count as {{ entry.feature }}_sum,
                {%- endfor %}
                cells.customer_count
            from {{ recipe }}_cells as cells
            inner join
                {{ recipe }}_levels as levels on cells.as_of_date = levels.as_of_date
            inner join
                {{ recipe }}_scalers as scalers on cells.as_of_date = scalers.as_of_date
        ),

        {{ recipe }}_values as (
            select
                as_of_date,
                grid_level,
                point_id,
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
                as_of_date,
                grid_level,
                point_id
                {%- for entry in entries %}, {{ entry.feature }}_cell {%- endfor %}
        ),
    {% endfor %}

    final as (
        {% for recipe in policy_var("recipes") -%}
            {%- set used = recipe_features(recipe) | map(attribute="feature") | list %}
            select
                '{{ recipe }}' as recipe,
                row_number() over (
                    order by
                        {%- for feature in used %}
                            vals.{{ feature }}_cell,
                        {%- endfor %}
                        vals.point_id
                ) as value_id,
                vals.point_id,
                vals.grid_level,
                vals.customer_count,
                {%- for feature in all_recipe_features() %}
                    {% if feature in used -%} vals.{{ feature }}_cell,
                    {%- else -%} cast(null as decimal(18, 6)) as {{ feature }}_cell,
                    {%- endif %}
                {%- endfor %}
                {{ scaled_means(recipe, "vals", "scalers") }}
            from {{ recipe }}_values as vals
            inner join
                {{ recipe }}_scalers as scalers on vals.as_of_date = scalers.as_of_date
                {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from final
