{# The file of a source's table: its name, its path, whether it is missing, the columns of its header (none
   = it is no CSV), and the columns that the yml declares.

   source_name  name of the source.
   table        name of its table. #}
{% macro source_file(source_name, table) %}
    {% set node = (
        graph.sources.values()
        | selectattr("source_name", "equalto", source_name)
        | selectattr("name", "equalto", table)
        | first
    ) %}
    {% set meta = node.config.meta %}
    {% set name = node.identifier ~ "." ~ meta.format %}
    {% set path, columns = meta.directory ~ "/" ~ name, none %}
    {% set is_missing = not run_query("from glob('" ~ path ~ "')").rows %}
    {% if meta.format != "parquet" and not is_missing %}
        {% set columns = found_columns(name, path, source(source_name, table)).columns %}
    {% endif %}
    {{
        return(
            {
                "name": name,
                "path": path,
                "is_missing": is_missing,
                "columns": columns,
                "declared": node.columns,
            }
        )
    }}
{% endmacro %}
