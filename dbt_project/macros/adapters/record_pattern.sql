{# What a line is like that begins a row of a CSV file, as a regular expression; none = no line can be told
   from others. It is learned from 5,000 rows, whichever have the lowest hashes. Of the columns, from the
   first to one whose texts may have line breaks or quotation marks, each is a

   code   a hexadecimal number of one length, also with dashes, or a date
   shape  99 of 100 are like one of a few texts but for their digits: A12, 7, 24.12.2024 08:30
   word   without blanks: a mail address
   plain  anything else in one line.

   Two shapes or codes tell a line, or one; or else that it has as many fields as the header.

   Returns a mapping: pattern, the columns that it looks at, and row_count.

   path     where the file is.
   name     for temporary tables.
   columns  of its header, in their order. #}
{% macro record_pattern(path, name, columns, delimiter, encoding) %}
    {% set fields = [] %}
    {% for column in columns[:8] %} {% do fields.append(quoted_name(column)) %} {% endfor %}
    {% set found %}
    with
        read as (
            select
                count(*) as row_count,
                -- all columns, see file_rows()
                count(coalesce(*columns(*))) as value_count,
                arg_min([{{ fields | join(", ") }}], hash([{{ fields | join(", ") }}]), 5000) as rows_read
            from {{ file_rows(path, name, columns, delimiter, encoding) }}
        ),

        fields as (
            select position, row_fields[position] as field
            from (select unnest(rows_read) as row_fields from read) as listed
            cross join unnest(range(1, {{ fields | length + 1 }})) as positions (position)
        ),

        described as (
            select
                *,
                coalesce(
                    not contains(field, '"')
                    and not contains(field, '{{ delimiter }}')
                    and not contains(field, chr(10)),
                    true
                ) as is_plain,
                is_plain and length(field) <= 200 and regexp_full_match(
                    field, '[0-9A-Za-z_#./:@+-]+'
                ) as is_word,
                is_word and length(field) >= 8 and regexp_full_match(field, '[0-9A-Fa-f-]+') as is_code,
                case
                    when is_plain and length(field) <= 60 and regexp_matches(field, '[0-9]')
                    then regexp_replace(field, '[0-9]+', '0', 'g')
                end as shape
            from fields
        ),

        shapes as (
            select position, shape, count(*) as field_count
            from described
            where shape is not null
            group by position, shape
            qualify row_number() over (partition by position order by count(*) desc, shape) <= 8
        ),

        shaped as (
            select
                position,
                count(*) as shape_count,
                sum(field_count) as shaped_count,
                string_agg(replace(regexp_escape(shape), '0', '[0-9]+'), '|' order by shape) as shapes
            from shapes
            group by position
        ),

        told as (
            select
                position,
                case
                    when
                        count(*) filter (where is_code) >= any_value(wanted_count)
                        and quantile_disc(length(field), 0.05) filter (where is_code)
                        = quantile_disc(length(field), 0.95) filter (where is_code)
                    then 'code'
                    when any_value(shaped_count) >= any_value(wanted_count) and any_value(shaped_count) >= 3 * any_value(shape_count)
                    then 'shape'
                    when count(*) filter (where is_word) >= any_value(wanted_count) then 'word'
                    when count(*) filter (where is_plain) >= any_value(wanted_count) then 'plain'
                end as kind,
                any_value(shapes) as shapes,
                quantile_disc(length(field), 0.5) filter (where is_code) as code_length,
                min(length(field)) filter (where is_word) as least_length,
                max(length(field)) filter (where is_word) as most_length
            from described
            left join shaped using (position)
            cross join
                (
                    -- in a small file a few may be damaged
                    select
                        greatest(
                            least(0.99 * len(rows_read), len(rows_read) - 3), 0.5 * len(rows_read)
                        ) as wanted_count
                    from read
                ) as wanted
            group by position
        )

    -- value_count so that DuckDB does not leave its columns out
    select row_count, value_count, kind, shapes, code_length, least_length, most_length
    from read
    left join told on true
    order by position
    {% endset %}
    {% set rows = run_query(found).rows %}
    {% set sign = modules.re.escape(delimiter) %}
    {% set parts, points = [], namespace(sum=0, is_told=delimiter | length == 1) %}
    {% for row in rows if points.sum < 4 %}
        {% set lengths = "{" ~ row["least_length"] ~ "," ~ row["most_length"] ~ "}" %}
        {% set part = {
            "shape": row["shapes"],
            "code": "[0-9A-Fa-f-]{" ~ row["code_length"] ~ "}",
            "word": "[0-9A-Za-z_#./:@+-]" ~ lengths,
        }.get(row["kind"]) %}
        {#- after a column that tells, a text can only be in the way -#}
        {% if not row["kind"] or (
            row["kind"] == "plain" and (points.sum >= 2 or delimiter | length > 1)
        ) %}
            {% set points.is_told = false %}
        {% elif points.is_told %}
            {# after a word a text may have a mark too many; before it that would be the end of a text #}
            {% do parts.append(
                '(?:"(?:{0})"|{0})'.format("(?:" ~ part ~ ")")
                if part
                else '(?:"(?:[^"\\n]|"")*"|[^\\n{0}{1}]*)'.format(
                    sign, "" if points.sum else '"'
                )
            ) %}
            {% set points.sum = points.sum + {"shape": 2, "code": 2, "word": 1}.get(
                row["kind"], 0
            ) %}
        {% endif %}
    {% endfor %}
    {% if points.sum >= 2 %}
        {% set end = sign if parts | length < columns | length else sign ~ "?\\r?$" %}
        {% set pattern, looked_at = "^" ~ parts | join(sign) ~ end, columns[: parts | length] %}
    {% elif columns | length >= 3 and delimiter | length == 1 %}
        {# all fields, perhaps with a sign at the end, or some and the beginning of one that goes on in the next line #}
        {% set field = '(?:"(?:[^"\\n]|"")*"|[^"\\n\\r{}]*)'.format(sign) %}
        {% set pattern = '^(?:(?:{0}{1}){{{2}}}{0}{1}?\\r?$|(?:{0}{1}){{1,{2}}}"(?:[^"\\n]|"")*$)'.format(
            field, sign, columns | length - 1
        ) %}
        {% set looked_at = columns %}
    {% endif %}
    {{
        return(
            {"pattern": pattern, "columns": looked_at or [], "row_count": rows[0]["row_count"]}
        )
    }}
{% endmacro %}
