{# What the adapter of the chosen shop gives for one input of the contract: its model
   shop_<adapter>__<input>. Columns that it lacks are null; an input that the shop does not have is
   empty. To be used as a relation in brackets.

   input    orders, order_items, reviews, payments, customers, sellers, products, places, regions or
            suppressions.
   columns  mapping of the columns of the input to their types. #}
{% macro shop_input(input, columns) -%}
    select
        {%- for name, type in columns.items() %}
            cast({{ name }} as {{ type }}) as {{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from
        (
            select
                {%- for name, type in columns.items() %}
                    cast(null as {{ type }}) as {{ name }}{{ "," if not loop.last }}
                {%- endfor %}
            where false
            {%- if input in shop().inputs %}
                union all by name
                select *
                from {{ ref("shop_" ~ shop().adapter ~ "__" ~ input) }}
            {%- endif %}
        ) as given
{%- endmacro %}
