{# The rule, see row_fault(), that no field of a row holds lines that begin like rows; in a list, which is
   empty for a file that is no CSV.

   columns      of the file; none = it is no CSV.
   files        the model with file_count() of the files.
   source_name  name of the file there. #}
{% macro merged_lines(columns, files, source_name) %}
    {% if not columns %} {{ return([]) }} {% endif %}
    {% set fields, conditions = [], [] %}
    {% for name in columns %}
        {% do fields.append(quoted_name(name)) %}
        {% do conditions.append("contains(" ~ quoted_name(name) ~ ", chr(10))") %}
    {% endfor %}
    {# each field begins with a sign, so that only what is within one begins a line #}
    {% set text = "'|' || concat_ws(chr(10) || '|', " ~ fields | join(", ") ~ ")" %}
    {% set pattern = "'(?m)' || (select record_pattern from {} where source_name = '{}')".format(
        files, source_name
    ) %}
    {% set condition = "({}) and coalesce(regexp_matches({}, {}), false)".format(
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
