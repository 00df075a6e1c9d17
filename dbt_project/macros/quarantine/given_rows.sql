{# What the adapter of the chosen shop gives for one input of the contract: its model
   shop_<adapter>__<input>, and as the column fault what is wrong with a row, see row_fault(), as the
   adapter says in a column of that name, or by the rules of the contract. Columns that it lacks are
   null, unless they must be there; one that the contract does not know stops the build; an input that the shop does not have is
   empty. To be used as a relation in brackets.

   input  of the contract, see input_contract(). #}
{% macro given_rows(input) -%}
    {%- set contract = input_contract(input) %}
    {%- set columns, rules = contract.columns, contract.rules %}
    {%- set model = "shop_" ~ shop().adapter ~ "__" ~ input %}
    {%- set given = ref(model) if input in shop().inputs else none %}
    {#- not there in unit tests, nor before the first build -#}
    {%- set relation = load_relation(given) if given and given.schema else none %}
    {%- set types, wrong_types = {}, [] %}
    {%- set found_columns = adapter.get_columns_in_relation(relation) if relation else [] %}
    {%- set names = found_columns | map(attribute="name") | map("lower") | list %}
    {%- for needed in contract.needed + contract.given if relation and needed not in names %}
        {{
            exceptions.raise_compiler_error(
                "Model {} has no column {}, which input {} needs; it has {}. Add it, or name the column "
                "that it is so.".format(model, needed, input, names | join(", "))
            )
        }}
    {%- endfor %}
    {%- for column in found_columns if column.name | lower != "fault" %}
        {%- set type = columns.get(column.name | lower) %}
        {%- if not type %}
            {{
                exceptions.raise_compiler_error(
                    'Model {} has a column "{}", which input {} does not know; expected some of {}. '
                    "Name it as one of these, or leave it out.".format(
                        model, column.name, input, columns.keys() | join(", ")
                    )
                )
            }}
        {%- endif %}
        {%- set found = "varchar" if column.is_string() else column.data_type | lower %}
        {%- if type != "varchar" and found | replace(" ", "") != type | replace(" ", "") %}
            {%- do types.update({column.name | lower: found}) %}
            {%- do wrong_types.append(
                {
                    "column": column.name | lower,
                    "condition": "given_{0} is not null and {0} is null".format(
                        column.name
                    ),
                    "value": "given_" ~ column.name,
                    "reason": "expected " ~ type,
                }
            ) %}
        {#- of a file that is told already -#}
        {%- elif type in ("timestamp", "date", "double") and not shop().reads_files %}
            {%- do wrong_types.append(
                {
                    "column": column.name | lower,
                    "condition": "not isfinite({})".format(column.name),
                    "reason": "expected {}, finite".format(type),
                }
            ) %}
        {%- endif %}
    {%- endfor %}
    select
        {{ columns.keys() | join(", ") }},
        coalesce(given_fault, {{ row_fault(wrong_types + rules) }}) as fault
    from
        (
            select
                {%- for name, type in columns.items() %}
                    {% if name in types -%}
                        {%- set found = types[name] %}
                        {#- a moment is that of Greenwich, whatever clock the machine has -#}
                        {%- set moment = (
                            name ~ " at time zone 'UTC'"
                            if "with time zone" in found
                            else none
                        ) %}
                        {#- cents are rounded, where they are computed -#}
                        {{
                            (
                                "try_cast({} as {})".format(name, type)
                                if type.startswith("decimal")
                                and found not in ("varchar", "boolean")
                                else typed_column(name, type, moment)
                            )
                        }} as {{ name }},
                        {{ name }} as given_{{ name }}
                    {%- else -%} cast({{ name }} as {{ type }}) as {{ name }}
                    {%- endif %},
                {%- endfor %}
                fault as given_fault
            from
                (
                    select
                        {%- for name, type in columns.items() %}
                            cast(null as {{ types.get(name, type) }}) as {{ name }},
                        {%- endfor %}
                        {{ row_fault([]) }} as fault
                    where false
                    {%- if given %}
                        union all by name
                        select *
                        from {{ given }}
                    {%- endif %}
                ) as given
        ) as given
{%- endmacro %}
