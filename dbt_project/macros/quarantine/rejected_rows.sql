{# The rows of an input of the contract that are rejected, an entry each, and why: what the adapter could not
   read; what breaks a rule, stands more than once, or names a row of another input that is not there; and
   orders of a day that lies far from all others.

   input  of the contract, see input_contract(). #}
{% macro rejected_rows(input) -%}
    {%- set contract = input_contract(input) %}
    {%- set columns, key = contract.columns.keys() | list, contract.key %}
    {%- set row_key = (
        text_list(key or columns[:1])
        ~ " as row_key, "
        ~ (row_hash(columns, key) if key else "cast(null as ubigint)")
        ~ " as row_hash"
    ) %}
    {%- set parents, orphaned = {}, [] %}
    {%- for column, parent in contract.parents.items() if parent in shop().inputs %}
        {%- do parents.update({column: parent}) %}
        {%- do orphaned.append(
            {
                "column": column,
                "condition": "{0} is not null and {1} not in (select {2}_key from accepted_{2})".format(
                    column, integer_key(column), parent
                ),
                "reason": "expected the {} of a row of {}".format(column, parent),
            }
        ) %}
    {%- endfor %}
    with
        given as ({{ given_rows(input) }}),

        {% for column, parent in parents.items() -%}
            accepted_{{ parent }} as (
                select {{ integer_key(column) }} as {{ parent }}_key
                from ({{ accepted_rows(parent) }}) as {{ parent }}
            ),

        {% endfor -%}
        sound as (select {{ columns | join(", ") }} from given where fault is null),

        {% if key -%}
            repeated as ({{ repeated_rows("sound", key) }}),

            counted_once as ({{ kept_rows("sound", columns, key, "repeated") }}),
        {%- endif %}

        {% if orphaned -%}
            looked_up as (select *, {{ row_fault(orphaned) }} as orphan_fault from counted_once),

            orphans as (
                select
                    *,
                    {%- for column, parent in parents.items() %}
                        (
                            orphan_fault.column_name = '{{ column }}'
                            and orphan_fault.value in (
                                select row_key[1]
                                from {{ ref("int_rejected_" ~ parent) }}
                                where row_key[1] is not null
                            )
                        )
                        {{ "or" if not loop.last }}
                    {%- endfor %} as is_child
                from looked_up
                where orphan_fault is not null
            ),

        {% endif -%}

        entries as (
            select
                {{ row_key }},
                cast(null as bigint) as line_number,
                fault.column_name,
                fault.value,
                fault.reason,
                true as is_row,
                fault.is_child,
                false as is_whole_key,
                false as keeps_one
            from given
            where fault is not null
            {% if shop().reads_files -%}
                union all by name
                select * exclude (input)
                from {{ ref("shop_" ~ shop().adapter ~ "__rejected_rows") }}
                where input = '{{ input }}'
            {%- endif %}
            {% if key -%}
                union all
                select
                    row_key,
                    row_hash,
                    null as line_number,
                    column_name,
                    value,
                    reason,
                    true as is_row,
                    false as is_child,
                    true as is_whole_key,
                    keeps_one
                from repeated
            {%- endif %}
            {% if orphaned -%}
                union all
                select
                    {{ row_key }},
                    null as line_number,
                    orphan_fault.column_name,
                    orphan_fault.value,
                    case
                        when is_child then 'what it names is rejected' else orphan_fault.reason
                    end as reason,
                    true as is_row,
                    is_child,
                    true as is_whole_key,
                    false as keeps_one
                from orphans
            {%- endif %}
            {% if input == "orders" -%}
                union all
                select
                    {{ row_key }},
                    null as line_number,
                    'ordered_at' as column_name,
                    cast(ordered_at as varchar) as value,
                    'expected at most {{ policy("max_gap_days") }} days (var max_gap_days) from another '
                    || 'order' as reason,
                    true as is_row,
                    false as is_child,
                    true as is_whole_key,
                    false as keeps_one
                from counted_once
                where cast(ordered_at as date) in ({{ far_days("counted_once") }})
            {%- endif %}
        )

    select '{{ input }}' as input, *
    from entries
{%- endmacro %}
