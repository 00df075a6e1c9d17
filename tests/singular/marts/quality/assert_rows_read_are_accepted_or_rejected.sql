-- Every row of every file is in the facts and dimensions or among rejected_rows, and in one of them
-- only. Rows are counted as lines that begin like one, without the parser.
with
    input_rows as (select * from {{ ref("input_rows") }}),

    marts as (
        {% for input, mart in {
            "orders": "fct_orders",
            "order_items": "fct_order_items",
            "reviews": "fct_order_reviews",
            "products": "dim_products",
            "sellers": "dim_sellers",
        }.items() if input in shop().inputs -%}
            {{ "union all" if not loop.first }}
            select '{{ input }}' as input, count(*) as mart_count
            from {{ ref(mart) }}
        {% endfor %}
    )

select
    input_rows.input,
    input_rows.read_count,
    input_rows.rejected_count + input_rows.rejected_child_count as all_rejected_count,
    coalesce(marts.mart_count, input_rows.accepted_count) as used_count
from input_rows
-- left join: not every input is a table of the marts
left join marts using (input)
where
    input_rows.read_count
    <> input_rows.accepted_count + input_rows.rejected_count + input_rows.rejected_child_count
    or marts.mart_count <> input_rows.accepted_count
