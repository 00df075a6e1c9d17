{# How many rows a file has, and which of its lines are none, as the text of a query. Rows of a CSV file
   are counted without its parser, as lines that begin like one: whose first two fields are made as those
   of the rows are, by kind of characters and length. Where that may be anything, record_pattern is null,
   and what the parser found is counted.

   path     where it is.
   name     for temporary tables.
   columns  of its header, in their order; none = it is a Parquet file. #}
{% macro file_count(path, name, columns=none, delimiter=",", encoding="utf-8") -%}
    {%- set lines_type = "struct(line_number bigint, line varchar, reason varchar)[]" -%}
    {%- if not columns -%}
        select
            cast(null as varchar) as record_pattern,
            num_rows as read_count,
            cast([] as {{ lines_type }}) as unparsed_lines
        from parquet_file_metadata('{{ path }}')
    {%- else -%}
        {%- set parts, counted = [], [] -%}
        {%- for column in columns -%}
            {%- do counted.append("count(" ~ quoted_name(column) ~ ")") -%}
        {%- endfor -%}
        {%- for column in columns[:2] -%}
            {%- set text = "coalesce(" ~ quoted_name(column) ~ ", '')" -%}
            {#- a field of several lines is not made as the others are -#}
            {%- set condition = "filter (where not contains(" ~ text ~ ", chr(10)))" -%}
            {%- set lengths = "'{{' || min(length({0})) {1} || ',' || max(length({0})) {1} || '}}'".format(
                text, condition
            ) -%}
            {%- set cases = [] -%}
            {%- for kind in ("[0-9]", "[0-9a-f]", "[0-9A-Za-z_#./:@+-]") -%}
                {%- do cases.append(
                    "when bool_and(regexp_full_match({}, '{}*')) {} then '{}'".format(
                        text, kind, condition, kind
                    )
                ) -%}
            {%- endfor -%}
            {#- more cannot be repeated in a pattern -#}
            {%- do parts.append(
                "case when max(length({0})) {1} <= 1000 then case {2} end || {3} end".format(
                    text, condition, cases | join(" "), lengths
                )
            ) -%}
        {%- endfor -%}
        {%- set told = (
            run_query(
                "select count(*), {}, {} from {}".format(
                    parts | join(", "),
                    "greatest(" ~ counted | join(", ") ~ ")",
                    file_rows(path, name, columns, delimiter, encoding),
                )
            )
            .rows[0]
            .values()
        ) -%}
        {%- set pattern = [] -%}
        {%- for part in (told[1], told[1] and columns | length > 1 and told[2]) -%}
            {%- if part -%}
                {%- do pattern.append('"?' ~ part ~ '"?(\\Q' ~ delimiter ~ "\\E|\\r?$)") -%}
            {%- endif -%}
        {%- endfor -%}
        {%- set pattern = "^" ~ pattern | join("") if pattern else none -%}
        {%- set unparsed = "(select line, min(error_type) as error_type, min(csv_line) as csv_line from rejects_{} group by line)" -%}
        {%- if pattern -%}
            {%- set is_row = ", '" ~ dbt.escape_single_quotes(pattern) ~ "')" -%}
            {%- set lines = name ~ "_lines" -%}
            {%- set read_count = (
                run_query(
                    "select count(*) from {} where regexp_matches(line{}".format(
                        file_rows(path, lines, none, delimiter, encoding), is_row
                    )
                ).rows[0][0]
                + run_query(
                    "select count(*) from {} where regexp_matches(csv_line{}".format(
                        unparsed.format(lines), is_row
                    )
                ).rows[0][0]
            ) -%}
        {%- else -%}
            {%- set read_count = (
                told[0]
                + run_query("select count(*) from " ~ unparsed.format(name)).rows[0][0]
            ) -%}
        {%- endif -%}
        select
            {{ "'" ~ dbt.escape_single_quotes(pattern) ~ "'" if pattern else "null" }}
            as record_pattern,
            cast({{ read_count }} as bigint) as read_count,
            (
                select
                    coalesce(
                        list(
                            struct_pack(
                                line_number := cast(line as bigint),
                                line := csv_line,
                                reason := case
                                    when error_type = 'MISSING COLUMNS'
                                    then 'expected {{ columns | length }} fields, found fewer'
                                    when error_type = 'TOO MANY COLUMNS'
                                    then 'expected {{ columns | length }} fields, found more'
                                    when error_type = 'INVALID ENCODING'
                                    then 'expected text in {{ encoding }}'
                                    when error_type = 'UNQUOTED VALUE'
                                    then 'a quotation mark is missing, or is one too many'
                                    else 'it cannot be read as a row: ' || lower(error_type)
                                end
                            )
                            order by line, csv_line
                        ),
                        []
                    )
                from {{ unparsed.format(name) }}
            ) as unparsed_lines
    {%- endif -%}
{%- endmacro %}
