{# The rows of a CSV file, every column as text, or its lines. Nothing about it is guessed. What cannot
   be read as a row is left out, and listed in the temporary table rejects_<name>, once the query is
   through.

   path     where it is.
   name     for the temporary table; none = what cannot be read is an error.
   columns  of its header, in their order; none = each line as it stands, as the column line. All of
            them must be selected: what the rest of a line is like is known of no others. #}
{% macro file_rows(path, name, columns=none, delimiter=",", encoding="utf-8") -%}
    {%- set types, sign = [], "'\"'" if columns else "''" -%}
    {%- for column in columns or ["line"] -%}
        {%- do types.append("'" ~ dbt.escape_single_quotes(column) ~ "': 'varchar'") -%}
    {%- endfor -%}
    {%- if execute and name -%}
        {%- do run_query("drop table if exists rejects_" ~ name) -%}
        {%- do run_query("drop table if exists rejects_scan_" ~ name) -%}
    {%- endif -%}
    read_csv(
        '{{ path }}',
        header = true,
        auto_detect = false,
        delim = {{ "'" ~ delimiter ~ "'" if columns else "chr(1)" }},
        quote = {{ sign }},
        escape = {{ sign }},
        comment = '',
        encoding = '{{ encoding }}',
        columns = {{ "{" ~ types | join(", ") ~ "}" }},
        {% if name -%}
            store_rejects = true,
            rejects_table = 'rejects_{{ name }}',
            rejects_scan = 'rejects_scan_{{ name }}',
            rejects_limit = 0,
        {%- endif %}
        -- of rows it tells fields that are too many; lines may hold anything
        strict_mode = {{ "true" if columns else "false" }}
    )
{%- endmacro %}
