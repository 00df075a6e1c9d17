{# The columns that a file has, by its first line; or a problem, if it has none that can be read: the
   file is empty, compressed, or no text in UTF-8. One that is no CSV is described by DuckDB.

   file      name of the file, for the message.
   path      where it is.
   relation  of the file. #}
{% macro found_columns(file, path, relation) %}
    {% set described = "select column_name from (describe select * from {})" %}
    {% if not file.endswith(".csv") %}
        {{ return({"columns": run_query(described.format(relation)).columns[0].values() | list}) }}
    {% endif %}
    {# the first line as the name of one column, so that nothing in the file makes an error #}
    {% set lines = (
        "read_csv('"
        ~ path
        ~ "', header = true, all_varchar = true, delim = chr(1), quote = '', escape = '', "
        "comment = '', ignore_errors = true, strict_mode = false)"
    ) %}
    {% set header = run_query(described.format(lines)).columns[0].values() | join("\n") %}
    {# DuckDB's name for a column without one #}
    {% if header == "column0" %}
        {% set problem = "File {} is empty; expected a header line and rows." %}
    {% elif modules.re.search("[\x00-\x08\x0a-\x1f]", header.strip()) %}
        {% set problem = (
            "File {} is no text in UTF-8; expected CSV. Unpack it, if it is compressed, or save it as "
            "UTF-8."
        ) %}
    {% endif %}
    {% if problem %} {{ return({"problem": problem.format(file)}) }} {% endif %}
    {% set columns = [] %}
    {% for name in header.strip().split(",") %}
        {% do columns.append(name.strip('"')) %}
    {% endfor %}
    {% for name in columns if columns.count(name) > 1 %}
        {% set problem = "File {} has the column {} twice; expected each once." %}
        {{ return({"problem": problem.format(file, name)}) }}
    {% endfor %}
    {{ return({"columns": columns}) }}
{% endmacro %}
