{# The cell of a coarser grid that holds a finer cell. From one level to the next all steps double; a
   step of 0 first becomes 1/1,024 of the range of the feature. So coarse cells are unions of finer
   ones.

   entry    a recipe entry.
   cell     expression: a cell of transformed_feature().
   scalers  a relation with <feature>_lowest and <feature>_highest, of a recipe.
   level    expression: how many times the steps have doubled; 0 gives the cell itself. #}
{% macro coarse_cell(entry, cell, scalers, level) -%}
    {%- if entry.grid_step > 0 -%}
        {{ exact_decimal("floor({} / power(2, {}))".format(cell, level)) }}
    {%- else -%}
        {%- set lowest = "{}.{}_lowest".format(scalers, entry.feature) -%}
        {%- set highest = "{}.{}_highest".format(scalers, entry.feature) -%}
        {%- set first_step = "nullif(({} - {}) / 1024, 0)".format(highest, lowest) -%}
        {%- set first = "floor(({} - {}) / {})".format(cell, lowest, first_step) -%}
        {%- set coarse = "floor({} / power(2, {} - 1))".format(first, level) -%}
        case
            when {{ level }} = 0
            then {{ cell }}
            else {{ exact_decimal("coalesce(" ~ coarse ~ ", 0)") }}
        end
    {%- endif -%}
{%- endmacro %}
