{# How many rows a file has, and which of its lines are none, as the text of a query. Rows of a CSV file
   are counted without its parser, as lines that begin like one: whose first two fields are made as those
   of nearly all rows are, by kind of characters and length; and those that are made otherwise as they were
   read. Where the first field may be anything, record_pattern is null, and what the parser found is
   counted.

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
        {%- set kinds = ("[0-9]", "[0-9a-f]", "[0-9A-Za-z_#./:@+-]") -%}
        {%- set asked, counted = [], [] -%}
        {%- for column in columns -%}
            {%- do counted.append("count(" ~ quoted_name(column) ~ ")") -%}
        {%- endfor -%}
        {%- for column in columns[:2] -%}
            {%- set text, parts, matched = quoted_name(column), [], [] -%}
            {%- for kind in kinds -%}
                {%- set filtered = "filter (where regexp_full_match({}, '{}+'))".format(
                    text, kind
                ) -%}
                {#- of nearly all rows; more than 1,000 characters cannot be repeated in a pattern -#}
                {%- set is_told = "count(*) {1} >= 0.99 * count(*) and max(length({0})) {1} <= 1000".format(
                    text, filtered
                ) -%}
                {%- set part = "'{2}{{' || min(length({0})) {1} || ',' || max(length({0})) {1} || '}}'".format(
                    text, filtered, kind
                ) -%}
                {%- do parts.append("when {} then {}".format(is_told, part)) -%}
                {%- do matched.append("when {} then count(*) {}".format(is_told, filtered)) -%}
            {%- endfor -%}
            {%- do asked.append("case " ~ parts | join(" ") ~ " end") -%}
            {%- do asked.append("case " ~ matched | join(" ") ~ " else count(*) end") -%}
        {%- endfor -%}
        {%- set rows = file_rows(path, name, columns, delimiter, encoding) -%}
        {%- set told = (
            run_query(
                "select count(*), greatest({}), {} from {}".format(
                    counted | join(", "), asked | join(", "), rows
                )
            )
            .rows[0]
            .values()
        ) -%}
        {#- after a field that may be anything, nothing can be told -#}
        {%- set between, end, pattern = "\\Q" ~ delimiter ~ "\\E", "\\r?$", none -%}
        {%- if told[2] -%}
            {%- set pattern = (
                '^"?' ~ told[2] ~ '"?' ~ (between if columns | length > 1 else end)
            ) -%}
            {%- if told[4] -%}
                {%- set pattern = (
                    pattern
                    ~ '"?'
                    ~ told[4]
                    ~ '"?'
                    ~ (between if columns | length > 2 else end)
                ) -%}
            {%- endif -%}
        {%- endif -%}
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
            {#- rows that were read and are made otherwise, such as those without an id -#}
            {%- if told[3] < told[0] or (told[4] and told[5] < told[0]) -%}
                {%- set begin = [] -%}
                {%- for column in columns[:2] -%}
                    {%- do begin.append("coalesce(" ~ quoted_name(column) ~ ", '')") -%}
                {%- endfor -%}
                {%- set begin = begin | join(" || '" ~ delimiter ~ "' || ") -%}
                {%- if columns | length > 2 -%}
                    {%- set begin = begin ~ " || '" ~ delimiter ~ "'" -%}
                {%- endif -%}
                {%- set others = run_query(
                    "select count(*), greatest({}) from {} where not regexp_matches({}{}".format(
                        counted | join(", "),
                        file_rows(path, name ~ "_others", columns, delimiter, encoding),
                        begin,
                        is_row,
                    )
                ).rows[0][0] -%}
            {%- endif -%}
        {%- else -%}
            {%- set read_count = (
                told[0]
                + run_query("select count(*) from " ~ unparsed.format(name)).rows[0][0]
            ) -%}
        {%- endif -%}
        select
            {{
                (
                    "'" ~ dbt.escape_single_quotes(pattern) ~ "'"
                    if pattern
                    else "cast(null as varchar)"
                )
            }} as record_pattern,
            cast({{ read_count + (others or 0) }} as bigint) as read_count,
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
