{# The cells of a grid whose steps have doubled until at most max_cells of a date have customers: one
   row per as-of date and cell, with how often they doubled (grid_level), the number of customers
   and their mean, transformed (<feature>_transformed) and in scaled feature space (<feature>);
   columns of features that the recipe does not use are null. Coarser cells are counted from finer
   ones. To be used as a relation in brackets.

   recipe     its name.
   entries    its entries, with the grid_step of this grid.
   cells      a relation or CTE of the finest cells, one row each: as_of_date, <feature>_cell,
              <feature>_sum and customer_count.
   max_cells  number.
   within     list of further columns of cells, which are never coarsened. #}
{% macro coarsened_cells(recipe, entries, cells, max_cells, within=[]) -%}
    {%- set used = entries | map(attribute="feature") | list -%}
    {%- set kept = (["as_of_date"] + within) | join(", ") -%}
    with recursive
        scalers as (select * from {{ ref("int_feature_scalers") }} where recipe = '{{ recipe }}'),

        crowded as (
            select as_of_date from {{ cells }} group by as_of_date having count(*) > {{ max_cells }}
        ),

        -- from the second doubling on, from the cells of the one before
        grids as (
            select distinct
                {{ kept }},
                1 as grid_level
                {%- for entry in entries %}
                    {%- set cell = "cells." ~ entry.feature ~ "_cell" %},
                    {{ coarse_cell(entry, cell, "scalers", "1") }} as {{ entry.feature }}_cell
                {%- endfor %}
            from {{ cells }} as cells
            inner join crowded using (as_of_date)
            inner join scalers using (as_of_date)
            union all
            select distinct
                {{ kept }},
                grids.grid_level + 1 as grid_level
                {%- for feature in used %}
                    {%- set cell = "grids." ~ feature ~ "_cell" %},
                    {{ coarse_cell({"grid_step": 1}, cell, "scalers", "1") }} as {{ feature }}_cell
                {%- endfor %}
            from grids
            inner join
                (
                    select as_of_date
                    from grids
                    group by as_of_date
                    having count(*) > {{ max_cells }}
                ) as still_crowded using (as_of_date)
            -- cells below 0 and above it never become one
            where grids.grid_level < 60
        ),

        -- the last grid of a date is the first that is not crowded
        levels as (select as_of_date, max(grid_level) as grid_level from grids group by as_of_date),

        coarse as (
            select
                {{ kept }},
                coalesce(levels.grid_level, 0) as grid_level,
                {%- for entry in entries %}
                    {%- set cell = "cells." ~ entry.feature ~ "_cell" %}
                    {{ coarse_cell(entry, cell, "scalers", "coalesce(levels.grid_level, 0)") }}
                    as {{ entry.feature }}_cell,
                    cells.{{ entry.feature }}_sum,
                {%- endfor %}
                cells.customer_count
            from {{ cells }} as cells
            -- left join: most dates are not crowded
            left join levels using (as_of_date)
            inner join scalers using (as_of_date)
        ),

        summed as (
            select
                {{ kept }},
                grid_level,
                {%- for feature in used %}
                    {{ feature }}_cell, sum({{ feature }}_sum) as {{ feature }}_sum,
                {%- endfor %}
                cast(sum(customer_count) as bigint) as customer_count
            from coarse
            group by all
        ),

        means as (
            select
                *
                {%- for feature in used %}
                    ,
                    {{ exact_mean(feature ~ "_sum", "customer_count") }}
                    as {{ feature }}_transformed
                {%- endfor %}
            from summed
        )

    select
        {{ kept }},
        means.grid_level,
        {%- for feature in numeric_features() %}
            {%- set entry = entries | selectattr("feature", "equalto", feature) | first %}
            {%- if entry %}
                {%- set transformed = "means." ~ feature ~ "_transformed" %}
                means.{{ feature }}_cell,
                {{ transformed }},
                {{ scaled_feature(entry, transformed, "scalers") }} as {{ feature }},
            {%- else %}
                cast(null as decimal(18, 6)) as {{ feature }}_cell,
                cast(null as double) as {{ feature }}_transformed,
                cast(null as double) as {{ feature }},
            {%- endif %}
        {%- endfor %}
        means.customer_count
    from means
    inner join scalers using (as_of_date)
{%- endmacro %}
