{# How many times the steps of a grid must double until at most max_cells cells have customers: one
   row per as-of date. Coarser cells are counted from finer ones. To be used as a relation in
   brackets.

   cells      a relation or CTE of the finest cells, one row each: as_of_date and <feature>_cell.
   entries    the entries of the recipe, with the grid_step of this grid.
   scalers    a relation or CTE, see coarse_cell().
   max_cells  number.
   within     a further column of cells that is never coarsened, if any. #}
{% macro grid_levels(cells, entries, scalers, max_cells, within=none) -%}
    {%- set kept = ["as_of_date"] + ([within] if within else []) -%}
    {%- set cell_columns = [] -%}
    {%- for entry in entries -%}
        {%- do cell_columns.append(entry.feature ~ "_cell") -%}
    {%- endfor %}
    with recursive
        grids as (
            select 0 as grid_level, {{ (kept + cell_columns) | join(", ") }}
            from {{ cells }}
            union all
            select distinct
                grids.grid_level + 1 as grid_level,
                {%- for column in kept %} grids.{{ column }}, {% endfor %}
                {%- for entry in entries %}
                    {%- set cell = "grids." ~ entry.feature ~ "_cell" %}
                    {% if entry.grid_step == 0 -%}
                        case
                            when grids.grid_level = 0
                            then {{ coarse_cell(entry, cell, "scalers", "1") }}
                            else
                                {{
                                    coarse_cell(
                                        entry, cell, "scalers", "1", doubled=1
                                    )
                                }}
                        end
                    {%- else -%} {{ coarse_cell(entry, cell, "scalers", "1") }}
                    {%- endif %} as {{ entry.feature }}_cell{{ "," if not loop.last }}
                {%- endfor %}
            from grids
            inner join
                (
                    select as_of_date
                    from grids
                    group by as_of_date
                    having count(*) > {{ max_cells }}
                ) as crowded
                on grids.as_of_date = crowded.as_of_date
            inner join {{ scalers }} as scalers on grids.as_of_date = scalers.as_of_date
        )

    -- the last grid of a date is the first that is not crowded
    select as_of_date, max(grid_level) as grid_level
    from grids
    group by as_of_date
{%- endmacro %}
