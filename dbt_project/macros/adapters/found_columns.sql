{# The columns that a file has, by its first line, and what stands between them; or a problem, if it has
   none that can be read: the file is empty, compressed, or no text. One that is no CSV is described by
   DuckDB, with the types of its columns.

   file      name of the file, for the message.
   path      where it is.
   relation  of the file.
   delimiter what stands between columns; none = whichever of , ; | and tab stands most often there. #}
{% macro found_columns(file, path, relation, delimiter=",", encoding="utf-8") %}
    {% if file.lower().endswith(".parquet") %}
        {% set described = run_query(
            "select column_name, column_type from (describe select * from {})".format(
                relation
            )
        ) %}
        {{ return({"types": dict(described.rows | map("list"))}) }}
    {% endif %}
    {# the first line as the name of one column, so that nothing in the file makes an error #}
    {% set lines = (
        "read_csv('"
        ~ path
        ~ "', header = true, skip = 0, all_varchar = true, delim = chr(1), quote = '', escape = '', "
        "comment = '', ignore_errors = true, strict_mode = false, encoding = '"
        ~ encoding
        ~ "')"
    ) %}
    {% set described = "select column_name from (describe select * from " ~ lines ~ ")" %}
    {% set header = run_query(described).columns[0].values() | join("\n") %}
    {# DuckDB's name for a column without one #}
    {% if header == "column0" %}
        {% set problem = "File {} is empty; expected a header line and rows." %}
    {% elif modules.re.search("[\x00-\x08\x0a-\x1f]", header.strip()) %}
        {% set problem = "File {} is no text in {}; expected CSV. Unpack it, if it is compressed, or save it as {}." %}
    {% endif %}
    {% if problem %}
        {{ return({"problem": problem.format(file, encoding | upper, encoding | upper)}) }}
    {% endif %}
    {% if not delimiter %}
        {% set unquoted, counts = modules.re.sub('"[^"]*"', "", header), [] %}
        {% for sign in ("|", "\t", ";", ",") %}
            {% do counts.append((unquoted.count(sign), loop.index, sign)) %}
        {% endfor %}
        {% set delimiter = (counts | sort | last)[2] %}
    {% endif %}
    {% set columns, names, sign = [], [], modules.re.escape(delimiter) %}
    {% set field = "(?:^|" ~ sign ~ ')("(?:[^"]|"")*"|(?:(?!' ~ sign ~ ").)*)" %}
    {% for name in modules.re.findall(field, header.strip(" \r\n")) %}
        {% set name = name[1:-1] | replace('""', '"') if name.startswith('"') else name %}
        {# as spreadsheets write columns without a name #}
        {% set name = name or "column " ~ loop.index %}
        {% if name | lower in names %}
            {% set problem = "File {} has the column {} twice; expected each once." %}
            {{ return({"problem": problem.format(file, name)}) }}
        {% endif %}
        {% do names.append(name | lower) %}
        {% do columns.append(name) %}
    {% endfor %}
    {{
        return(
            {
                "columns": columns,
                "delimiter": delimiter,
                "types": dict.fromkeys(columns, "VARCHAR"),
            }
        )
    }}
{% endmacro %}
