{# Lines of the files that cannot be used, an entry each: what could not be read as a row, or was taken for a
   part of one. A line that begins like no row is none of the rows that count (is_row). To be used as a
   relation in brackets.

   files   relation with file_count() of the files, their input and source_name.
   merged  relation of the rows that hold such lines: source_name, value and reason.
   parsed  relation of the rows that were read: source_name and parsed_count. #}
{% macro rejected_lines(files, merged, parsed) -%}
    with
        unparsed as (
            select
                input,
                record_pattern,
                key_pattern,
                unparsed_line.line_number,
                unparsed_line.line as text,
                unparsed_line.reason,
                coalesce(
                    regexp_matches(unparsed_line.line, '(?m)' || record_pattern), true
                ) as is_row
            from (select *, unnest(unparsed_lines) as unparsed_line from {{ files }}) as listed
        ),

        -- of several lines that were taken for one, each; the first was read as a row however it
        -- begins
        lines as (
            select
                * exclude (texts),
                unnest(texts) as line,
                is_unparsed and generate_subscripts(texts, 1) = 1 as is_first
            from
                (
                    select
                        input,
                        record_pattern,
                        key_pattern,
                        line_number,
                        case
                            when record_pattern is null then [text] else string_split(text, chr(10))
                        end as texts,
                        true as is_unparsed,
                        reason
                    from unparsed
                    where is_row
                    union all
                    select
                        input,
                        record_pattern,
                        key_pattern,
                        null as line_number,
                        string_split(value, chr(10))[2:] as texts,
                        false as is_unparsed,
                        reason
                    from {{ merged }} as merged
                    inner join {{ files }} as files using (source_name)
                ) as texts
        ),

        known_lines as (
            select *
            from lines
            where is_first or coalesce(regexp_matches(line, record_pattern), true)
        ),

        -- of merged lines DuckDB keeps 10,000 characters
        unshown as (
            select
                files.input,
                (
                    select min(unparsed.line_number)
                    from unparsed
                    where unparsed.input = files.input and length(unparsed.text) >= 9000
                ) as line_number,
                unnest(
                    generate_series(
                        1,
                        files.read_count
                        - parsed.parsed_count
                        - (select count(*) from known_lines where known_lines.input = files.input)
                    )
                )
            from {{ files }} as files
            inner join {{ parsed }} as parsed using (source_name)
        )

    select
        input,
        [regexp_extract(line, key_pattern, 1)] as row_key,
        cast(null as ubigint) as row_hash,
        line_number,
        '' as column_name,
        line as value,
        reason,
        true as is_row
    from known_lines
    union all
    select
        input,
        null as row_key,
        cast(null as ubigint) as row_hash,
        line_number,
        '' as column_name,
        null as value,
        'a missing quotation mark merged so many lines that this one cannot be shown' as reason,
        true as is_row
    from unshown
    where line_number is not null
    union all
    select
        input,
        null as row_key,
        cast(null as ubigint) as row_hash,
        line_number,
        '' as column_name,
        text as value,
        reason,
        false as is_row
    from unparsed
    where not is_row
{%- endmacro %}
