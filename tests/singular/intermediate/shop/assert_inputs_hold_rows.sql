-- What a shop says that it has, it has; a list of suppressions may be empty. An error rather than
-- rows,
-- because dbt shows its text.
with
    counts as (
        {% for input in shop().inputs if input != "suppressions" -%}
            select '{{ input }}' as input, count(*) as row_count
            from {{ ref("int_shop_" ~ input) }} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    missing as (
        select string_agg(input, ', ' order by input) as inputs from counts where row_count = 0
    )

select inputs
from missing
where
    inputs is not null
    and error(
        'Shop {{ shop().name }} has no rows of '
        || inputs
        || '. Look at its files or tables; or, if it has none of that, take it out of inputs in '
        || 'dbt_project.yml, var shops.'
    )
    is not null
