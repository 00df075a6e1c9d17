{# A file of the shop with every column in the data_type that its source's yml declares, and what is
   wrong with a row as the column fault, see row_fault(): the first value that is not of its type, or is
   missing where it must not, and lines that a missing quotation mark merged into one row. An optional
   file that is missing has no rows. To be used as a relation in brackets.

   source_name  name of the source.
   table        name of its table.
   files        the model with file_count() of the files; none = it is not counted, and a line that is no
                row is an error. #}
{% macro typed_source(source_name, table, files=none) -%}
    {#- no graph while parsing and in unit tests, whose rows come typed -#}
    {%- if not execute or graph.sources is not defined -%}
        select *, {{ row_fault([]) }} as fault from {{ source(source_name, table) }}
    {%- else -%}
        {%- set file, relation = source_file(source_name, table), source(source_name, table) -%}
        {%- set rules = merged_lines(file.columns, files, table) if files else [] -%}
        {%- if file.columns -%}
            {%- set name = source_name ~ "_" ~ table if files else none -%}
            {%- set relation = file_rows(file.path, name, file.columns) -%}
            {#- lines that are merged hide what the second is about -#}
            {%- for name in file.columns if not files -%}
                {%- do rules.append(
                    {
                        "column": name,
                        "condition": "contains(" ~ quoted_name(name) ~ ", chr(10))",
                        "reason": "expected a text in one line",
                    }
                ) -%}
            {%- endfor -%}
        {%- endif -%}
        {%- for name, declared in file.declared.items() -%}
            {%- set found = quoted_name(name) -%}
            {%- if declared.data_type != "varchar" -%}
                {%- do rules.append(
                    {
                        "column": name,
                        "condition": "{} is not null and typed_{} is null".format(
                            found, name
                        ),
                        "reason": "expected " ~ declared.data_type,
                    }
                ) -%}
            {%- endif -%}
            {%- if declared.config.meta.is_required -%}
                {%- do rules.append(
                    {
                        "column": name,
                        "condition": "coalesce(trim(cast({} as varchar)), '') = ''".format(
                            found
                        ),
                        "reason": "expected a value, found nothing",
                    }
                ) -%}
            {%- endif -%}
        {%- endfor -%}
        select
            {%- for name, declared in file.declared.items() %}
                {{
                    (
                        "cast(null as " ~ declared.data_type ~ ")"
                        if file.is_missing
                        else "typed_" ~ name
                    )
                }} as {{ name }},
            {%- endfor %}
            {{ row_fault([] if file.is_missing else rules) }} as fault
        {% if file.is_missing -%} where false
        {%- else -%}
            from
                (
                    select
                        {#- ours first: what the file calls alike gets another name -#}
                        {%- for name, declared in file.declared.items() %}
                            {{ typed_column(name, declared.data_type) }} as typed_{{ name }}
                            {{- "," }}
                        {%- endfor %} *
                    from {{ relation }}
                ) as typed
        {%- endif %}
    {%- endif %}
{%- endmacro %}
