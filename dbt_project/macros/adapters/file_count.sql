{# How many rows a file has, and which of its lines are none, as the text of a query. Rows of a CSV file
   are counted without its parser, as lines that begin like one, see record_pattern(); and those that are
   made otherwise as they were read, or begin a text that could not be, of which a line is a row. Where no
   line can be told from others, pattern is null, and what the parser found is counted.

   path     where it is.
   name     for temporary tables.
   columns  of its header, in their order; none = it is a Parquet file.
   key      the column that tells which row a line is; none = the first. #}
{% macro file_count(path, name, columns=none, delimiter=",", encoding="utf-8", key=none) -%}
    {%- set lines_type = "struct(line_number bigint, line varchar, reason varchar)[]" -%}
    {%- if not columns -%}
        select
            cast(null as varchar) as record_pattern,
            cast(null as varchar) as key_pattern,
            num_rows as read_count,
            cast([] as {{ lines_type }}) as unparsed_lines
        from parquet_file_metadata('{{ path }}')
    {%- else -%}
        {%- set record = record_pattern(path, name, columns, delimiter, encoding) -%}
        {%- set pattern = "'{}'".format(dbt.escape_single_quotes(record.pattern or "")) -%}
        {#- of files of Windows a line may have the end of the last before it -#}
        {%- set unparsed = "(select line, min(cast(error_type as varchar)) as error_type, ltrim(any_value(csv_line), chr(13) || chr(10)) as csv_line from rejects_{} group by line)" -%}
        {%- if record.pattern -%}
            {%- set lines, others = name ~ "_lines", name ~ "_others" -%}
            {%- set begin = row_text(record.columns, delimiter) -%}
            {%- if record.columns | length < columns | length -%}
                {%- set begin = begin ~ " || '" ~ delimiter ~ "'" -%}
            {%- endif -%}
            {%- set read_count = (
                run_query(
                    "select count(*) from {} where regexp_matches(line, {})".format(
                        file_rows(path, lines, none, delimiter, encoding), pattern
                    )
                ).rows[0][0]
                + run_query(
                    "select count(*) from {} where regexp_matches(csv_line, {})".format(
                        unparsed.format(lines), pattern
                    )
                ).rows[0][0]
                + run_query(
                    "select count(*) from {0} where not regexp_matches(split_part(csv_line, chr(10), 1), {1}) and regexp_matches(csv_line, '(?m)' || {1})".format(
                        unparsed.format(name), pattern
                    )
                ).rows[0][0]
                + run_query(
                    "select count(*), count(coalesce(*columns(*))) from {} where not regexp_matches(split_part({}, chr(10), 1), {})".format(
                        file_rows(path, others, columns, delimiter, encoding),
                        begin,
                        pattern,
                    )
                ).rows[0][0]
            ) -%}
        {%- else -%}
            {%- set read_count = (
                record.row_count
                + run_query("select count(*) from " ~ unparsed.format(name)).rows[0][0]
            ) -%}
        {%- endif -%}
        {%- set sign, place = modules.re.escape(delimiter), (
            columns.index(key) if key in columns else 0
        ) -%}
        select
            nullif({{ pattern }}, '') as record_pattern,
            '^(?:(?:"(?:[^"]|"")*"|[^"{{ sign }}]*){{ sign }}){ {{- place -}} }"?([^"{{ sign }}]*)'
            as key_pattern,
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
                                    then 'expected text in {{ encoding }}; save the file so'
                                    when error_type = 'UNQUOTED VALUE'
                                    then 'a quotation mark is missing, or is one too many'
                                    else 'it cannot be read as a row: ' || lower(error_type)
                                end
                            )
                            order by line
                        ),
                        []
                    )
                from {{ unparsed.format(name) }}
            ) as unparsed_lines
    {%- endif -%}
{%- endmacro %}
