{# Stops the build before it begins unless every file of a shop in the Olist schema is there (an
   optional one may be missing) with the columns that _olist__sources.yml declares. All that is wrong
   is reported at once; and otherwise which columns are not read. #}
{% macro check_olist() %}
    {% set directory = env_var("OLIST_DATA_DIR", "data/sample") %}
    {% set format = env_var("OLIST_FILE_FORMAT", "csv") %}
    {% set formats = ("csv", "csv.gz", "parquet") %}
    {% set problems, names, unread = [], [], [] %}
    {# of inputs that the shop does not have, no file is read #}
    {% set read = [] %}
    {% for node in graph.nodes.values() if node.resource_type == "model" %}
        {% do read.extend(node.depends_on.nodes) %}
    {% endfor %}
    {% set sources = graph.sources.values() | selectattr("unique_id", "in", read) %}
    {% if format not in formats %}
        {% do problems.append(
            "OLIST_FILE_FORMAT is '{}'; expected one of {}.".format(
                format, formats | join(", ")
            )
        ) %}
    {% endif %}
    {% for character in "'[]{}*?" if character in directory %}
        {% do problems.append(
            'OLIST_DATA_DIR is "{}"; expected a path without {}, which DuckDB does not read as part '
            "of a name. Rename the directory, or make a link to it.".format(
                directory, character
            )
        ) %}
    {% endfor %}
    {% if not problems %}
        {% set files = "select replace(file, '\\', '/') from glob('{}/*')".format(directory) %}
        {% for path in run_query(files).columns[0].values() %}
            {% do names.append(path.split("/") | last) %}
        {% endfor %}
        {% if not names %}
            {% do problems.append(
                "OLIST_DATA_DIR is '{}', which is no directory or is empty. Set it to the directory "
                "that holds the nine files of the shop, or unset it to build the shipped "
                "sample.".format(directory)
            ) %}
        {% endif %}
    {% endif %}

    {% do problems.extend(unread_suppressions(names)) %}
    {% for node in sources | sort(attribute="identifier") if not problems or names %}
        {% set is_optional = node.config.meta.is_optional %}
        {% set file = node.identifier ~ "." ~ ("csv" if is_optional else format) %}
        {% if file not in names and not is_optional %}
            {% set hints = [] %}
            {% for other in formats if node.identifier ~ "." ~ other in names %}
                {% do hints.append(
                    " {}.{} is there: to read it, set OLIST_FILE_FORMAT={}.".format(
                        node.identifier, other, other
                    )
                ) %}
            {% endfor %}
            {% do problems.append(
                "File {} is missing from {}, or is a directory; expected the {} of the shop.".format(
                    file, directory, node.name
                )
                ~ hints
                | join
            ) %}
        {% elif file in names %}
            {% set told = found_columns(file, directory ~ "/" ~ file, source("olist", node.name)) %}
            {% set found = (told.types or {}).keys() | list %}
            {% set missing = node.columns.keys() | reject("in", found) | list %}
            {% if told.problem %} {% do problems.append(told.problem) %} {% set missing = [] %}
            {% elif missing | length == node.columns | length %}
                {% do problems.append(
                    "File {} has none of its columns; expected a header line with {}, found {}. "
                    "Columns are separated by commas.".format(
                        file, missing | join(","), found | join(",")
                    )
                ) %}
                {% set missing = [] %}
            {% endif %}
            {% set others = found | reject("in", node.columns.keys()) | list %}
            {% if others %} {% do unread.append(file ~ " (" ~ others | join(", ") ~ ")") %}
            {% endif %}
            {% for column in missing %}
                {% do problems.append(
                    "File {} has no column {} (expected {}); it has {}. Rename or add the "
                    "column.".format(
                        file, column, node.columns[column].data_type, found | join(", ")
                    )
                ) %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {% if problems %} {{ exceptions.raise_compiler_error("\n  - " ~ problems | join("\n  - ")) }}
    {% elif unread %} {% do print("Columns that are not read: " ~ unread | join("; ") ~ ".") %}
    {% endif %}
{% endmacro %}
