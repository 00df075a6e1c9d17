{% set inputs = [
    "orders",
    "order_items",
    "reviews",
    "payments",
    "customers",
    "sellers",
    "products",
    "places",
] %}

with
    final as (
        {% for input in inputs -%}
            select * from {{ ref("int_rejected_" ~ input) }} {{ "union all" if not loop.last }}
        {% endfor %}
        {% if shop().reads_files -%}
            -- of files that are no input of the contract
            union all by name
            select *
            from {{ ref("shop_" ~ shop().adapter ~ "__rejected_rows") }}
            where
                input not in (
                    {%- for input in inputs -%}
                        '{{ input }}' {{- ", " if not loop.last }}
                    {%- endfor -%}
                )
        {%- endif %}
    )

select *
from final
