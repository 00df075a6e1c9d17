{# What the adapter of the chosen shop gives for one input of the contract: its model
   shop_<adapter>__<input>. Columns that it lacks are null, one that the contract does not know stops
   the build; an input that the shop does not have is empty. To be used as a relation in brackets.

   input    orders, order_items, reviews, payments, customers, sellers, products, places, regions or
            suppressions.
   columns  mapping of the columns of the input to their types. #}
{% macro shop_input(input, columns) -%}
    {%- set model = "shop_" ~ shop().adapter ~ "__" ~ input %}
    {%- set given = ref(model) if input in shop().inputs else none %}
    {#- not there in unit tests, nor before the first build -#}
    {%- set relation = load_relation(given) if given and given.schema else none %}
    {%- if relation %}
        {%- for column in adapter.get_columns_in_relation(relation)
            if column.name | lower not in columns %}
            {{
                exceptions.raise_compiler_error(
                    'Model {} has a column "{}", which input {} does not know; expected some of {}. '
                    "Name it as one of these, or leave it out.".format(
                        model, column.name, input, columns.keys() | join(", ")
                    )
                )
            }}
        {%- endfor %}
    {%- endif %}
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
            {%- if given %}
                union all by name
                select *
                from {{ given }}
            {%- endif %}
        ) as given
{%- endmacro %}
