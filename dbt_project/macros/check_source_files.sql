{# Stops the build before it begins unless every file of the shop is there with the columns that
   _olist__sources.yml declares. All that is wrong is reported at once. #}
{% macro check_source_files() %}
    {% if not execute or flags.WHICH not in ("build", "run") %}
        {{ return("") }}
    {% endif %}

    {% set directory = env_var("OLIST_DATA_DIR", "data/sample") %}
    {% set format = env_var("OLIST_FILE_FORMAT", "csv") %}
    {% if format not in ("csv", "parquet") %}
        {{
            exceptions.raise_compiler_error(
                "OLIST_FILE_FORMAT is '" ~ format ~ "'; expected csv or parquet."
            )
        }}
    {% endif %}

    {% for character in "'[]{}*?" if character in directory %}
        {{
            exceptions.raise_compiler_error(
                'OLIST_DATA_DIR is "'
                ~ directory
                ~ '"; expected a path without '
                ~ character
                ~ ", which DuckDB does not read as part of a name. "
                ~ "Rename the directory, or make a link to it."
            )
        }}
    {% endfor %}
    {% set found = (
        run_query(
            "select file from glob('" ~ directory ~ "/*') order by file"
        )
        .columns[0]
        .values()
        | map("replace", "\\", "/")
        | map("string")
        | list
    ) %}
    {% if not found %}
        {{
            exceptions.raise_compiler_error(
                "OLIST_DATA_DIR is '"
                ~ directory
                ~ "', which is no directory or is empty. "
                ~ "Set it to the directory that holds the nine files of the shop, "
                ~ "or unset it to build the shipped sample."
            )
        }}
    {% endif %}
    {% set found_names = [] %}
    {% for path in found %}
        {% do found_names.append(path.split("/") | last) %}
    {% endfor %}

    {% set problems = [] %}
    {% for source_node in graph.sources.values() | selectattr(
        "source_name", "equalto", "olist"
    ) | sort(attribute="identifier") %}
        {% set file = source_node.identifier ~ "." ~ format %}
        {% if file not in found_names %}
            {% set other = source_node.identifier ~ (
                ".parquet" if format == "csv" else ".csv"
            ) %}
            {% do problems.append(
                "File "
                ~ file
                ~ " is missing from "
                ~ directory
                ~ "; expected the "
                ~ source_node.name
                ~ " of the shop."
                ~ (
                    " "
                    ~ other
                    ~ " is there: to read it, set OLIST_FILE_FORMAT="
                    ~ ("parquet" if format == "csv" else "csv")
                    ~ "."
                    if other in found_names
                    else ""
                )
            ) %}
        {% else %}
            {% set columns_found = (
                run_query(
                    "select column_name from (describe select * from "
                    ~ source("olist", source_node.name)
                    ~ ")"
                )
                .columns[0]
                .values()
            ) %}
            {% set columns_missing = (
                source_node.columns.keys()
                | reject("in", columns_found)
                | list
            ) %}
            {% if columns_missing | length == source_node.columns | length %}
                {% do problems.append(
                    "File "
                    ~ file
                    ~ " has none of its columns; expected a header line with "
                    ~ columns_missing
                    | join(",") ~ ", found " ~ columns_found
                    | join(",") ~ ". Columns are separated by commas."
                ) %}
                {% set columns_missing = [] %}
            {% endif %}
            {% for column in columns_missing %}
                {% do problems.append(
                    "File "
                    ~ file
                    ~ " has no column "
                    ~ column
                    ~ " (expected "
                    ~ source_node.columns[column].data_type
                    ~ "); it has "
                    ~ columns_found
                    | join(", ") ~ ". Rename or add the column."
                ) %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {% if problems %}
        {{ exceptions.raise_compiler_error("\n  - " ~ problems | join("\n  - ")) }}
    {% endif %}
{% endmacro %}
