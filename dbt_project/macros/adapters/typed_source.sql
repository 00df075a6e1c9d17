{# A file of the shop with every column in the data_type that its source's yml declares. An optional
   file that is missing has no rows. To be used as a relation in brackets.

   source_name  name of the source.
   table        name of its table. #}
{% macro typed_source(source_name, table) -%}
    {#- no graph while parsing and in unit tests, whose rows come typed -#}
    {%- if not execute or graph.sources is not defined -%}
        select * from {{ source(source_name, table) }}
    {%- else -%}
        {%- set node = (
            graph.sources.values()
            | selectattr("source_name", "equalto", source_name)
            | selectattr("name", "equalto", table)
            | first
        ) -%}
        {%- set meta = node.config.meta -%}
        {%- set file = node.identifier ~ "." ~ meta.format -%}
        {%- set files = "from glob('" ~ meta.directory ~ "/" ~ file ~ "')" -%}
        {%- set is_missing = meta.is_optional and not run_query(files).rows -%}
        select
            {%- for name, declared in node.columns.items() %}
                {% if is_missing -%} cast(null as {{ declared.data_type }})
                {%- else -%} {{ typed_column(file, name, declared.data_type) }}
                {%- endif %} as {{ name }}{{ "," if not loop.last }}
            {%- endfor %}
        {% if is_missing %} where false
        {% else %} from {{ source(source_name, table) }}
        {% endif %}
    {%- endif %}
{%- endmacro %}
