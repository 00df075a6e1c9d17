{# The rule, see row_fault(), that no field of a row holds lines that begin like rows; in a list, which is
   empty for a file that is no CSV.

   columns      of the file; none = it is no CSV.
   files        the model with file_count() of the files.
   source_name  name of the file there. #}
{% macro merged_lines(columns, files, source_name, delimiter=",") %}
    {% if not columns %} {{ return([]) }} {% endif %}
    {% set conditions = [] %}
    {% for name in columns %}
        {% do conditions.append("contains(" ~ quoted_name(name) ~ ", chr(10))") %}
    {% endfor %}
    {% set text = row_text(columns, delimiter) %}
    {# of the lines of the row all but the first #}
    {% set pattern = "'(?m)' || (select record_pattern from {} where source_name = '{}')".format(
        files, source_name
    ) %}
    {% set condition = "({0}) and coalesce(regexp_matches(substring({1}, strpos({1}, chr(10))), {2}), false)".format(
        conditions | join(" or "), text, pattern
    ) %}
    {{
        return(
            [
                {
                    "column": "",
                    "condition": condition,
                    "value": text,
                    "reason": "lines that begin like rows stand in a field; a quotation mark is missing",
                }
            ]
        )
    }}
{% endmacro %}
