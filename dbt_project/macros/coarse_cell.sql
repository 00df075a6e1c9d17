{# The cell of a coarser grid that holds a finer cell. From one level to the next all steps double; a
   step of 0 first becomes 1/1,024 of the range of the feature. So coarse cells are unions of finer
   ones.

   entry    a recipe entry.
   cell     expression: a cell of feature_cell(), or of the level before.
   scalers  a relation with <feature>_lowest and <feature>_highest, see pivoted_scalers().
   level    expression: how many times the steps have doubled; none gives the cell itself.
   doubled  how many times they had doubled for the given cell, if not 0: any number above 0 says
            that a step of 0 has become a step already. #}
{% macro coarse_cell(entry, cell, scalers, level, doubled=0) -%}
    {%- if entry.grid_step == 0 and not doubled -%}
        {%- set range = (
            "("
            ~ scalers
            ~ "."
            ~ entry.feature
            ~ "_highest - "
            ~ scalers
            ~ "."
            ~ entry.feature
            ~ "_lowest)"
        ) -%}
        case
            when {{ level }} = 0
            then {{ cell }}
            else
                {{
                    exact_decimal(
                        "coalesce(floor(floor(("
                        ~ cell
                        ~ " - "
                        ~ scalers
                        ~ "."
                        ~ entry.feature
                        ~ "_lowest) / nullif("
                        ~ range
                        ~ " / 1024, 0)) / power(2, "
                        ~ level
                        ~ " - 1)), 0)"
                    )
                }}
        end
    {%- else -%} {{ exact_decimal("floor(" ~ cell ~ " / power(2, " ~ level ~ "))") }}
    {%- endif -%}
{%- endmacro %}
