{# The rows of an input of the contract that are not rejected. To be used as a relation in brackets.

   input  of the contract, see input_contract(). #}
{% macro accepted_rows(input) -%}
    {%- set contract = input_contract(input) -%}
    {%- set sound = "(select * from (" ~ given_rows(input) ~ ") as given where fault is null)" -%}
    {%- if contract.key -%}
        {{
            kept_rows(
                sound,
                contract.columns.keys() | list,
                contract.key,
                "(select row_key, row_hash, bool_and(keeps_one) as keeps_one from "
                ~ ref("int_rejected_" ~ input)
                ~ " where is_whole_key group by row_key, row_hash)",
            )
        }}
    {%- else -%} select {{ contract.columns | join(", ") }} from {{ sound }} as sound
    {%- endif -%}
{%- endmacro %}
