{# Post-hook of an incremental Python model: drops the tables in which dbt-duckdb 1.11 hands over the
   new rows; it leaves them behind as ordinary tables. #}
{% macro drop_temporary_tables() -%}
    {% if execute %}
        {% set found = run_query(
            "select table_schema, table_name from information_schema.tables "
            ~ "where table_name like '"
            ~ this.identifier
            ~ "__dbt_tmp%'"
        ) %}
        {% for row in found.rows %} drop table if exists {{ row[0] }}.{{ row[1] }}
            ;
        {% endfor %}
    {% endif %}
{%- endmacro %}
