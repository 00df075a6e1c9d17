{# A file of the shop with every column in the data_type that _olist__sources.yml declares for it. A
   value that is not of that type stops the build with the file, the column and the value. An
   optional file that is missing has no rows. To be used as a relation in brackets.

   table  name of the source table. #}
{% macro typed_source(table) -%}
    {#- no graph while parsing and in unit tests, whose rows come typed -#}
    {%- if not execute or graph.sources is not defined -%}
        select * from {{ source("olist", table) }}
    {%- else -%}
        {%- set node = (
            graph.sources.values()
            | selectattr("source_name", "equalto", "olist")
            | selectattr("name", "equalto", table)
            | first
        ) -%}
        {%- set is_optional = node.config.meta.is_optional -%}
        {%- set format = "csv" if is_optional else env_var("OLIST_FILE_FORMAT", "csv") -%}
        {%- set file = node.identifier ~ "." ~ format -%}
        {%- set path = env_var("OLIST_DATA_DIR", "data/sample") ~ "/" ~ file -%}
        {%- set is_missing = is_optional and not run_query("from glob('" ~ path ~ "')").rows -%}
        {#- try_cast rounds 4.5 to an integer and takes "epoch" for a time: that is no match -#}
        {%- set moment = "\\d{4}-\\d{2}-\\d{2}([ T]\\d{2}:\\d{2}(:\\d{2}([.]\\d+)?)?)?" -%}
        select
            {%- for name, declared in node.columns.items() %}
                {%- set type = declared.data_type %}
                {%- set typed = "try_cast(" ~ name ~ " as " ~ type ~ ")" %}
                {%- if type == "timestamp" %}
                    {%- set alike = "= 'TIMESTAMP'" %}
                    {%- set text = "cast(" ~ name ~ " as varchar)" %}
                    {%- set is_match = "regexp_full_match(" ~ text ~ ", '" ~ moment ~ "')" %}
                {%- elif type == "date" %}
                    {%- set alike = "= 'DATE'" %}
                    {%- set is_match = "regexp_full_match(" ~ name ~ ", '\\d{4}-\\d{2}-\\d{2}')" %}
                {%- elif type == "double" %}
                    {%- set alike = "= 'FLOAT'" %} {%- set is_match = "isfinite(" ~ typed ~ ")" %}
                {%- else %}
                    {%- set alike = (
                        "in ('TINYINT', 'SMALLINT', 'INTEGER')"
                        if type == "integer"
                        else "like 'DECIMAL(%,2)'"
                    ) %}
                    {%- set number = "try_cast(" ~ name ~ " as decimal(38, 12))" %}
                    {%- set is_match = typed ~ " = " ~ number %}
                {%- endif %}
                {% if is_missing -%} cast(null as {{ type }})
                {%- elif type == "varchar" -%} cast({{ name }} as varchar)
                {%- else -%}
                    case
                        when {{ name }} is null
                        then null
                        when
                            -- Parquet has types; what is of the right kind need not be read as text
                            (typeof({{ name }}) {{ alike }} or {{ is_match }})
                            and {{ typed }} is not null
                        then {{ typed }}
                        else
                            error(
                                'File {{ file }}, column {{ name }}: expected {{ type }}, found "'
                                || cast({{ name }} as varchar)
                                || '". Correct the value in the file, or leave it empty if it is unknown.'
                            )
                    end
                {%- endif %} as {{ name }}{{ "," if not loop.last }}
            {%- endfor %}
        {% if is_missing %} where false
        {% else %} from {{ source("olist", table) }}
        {% endif %}
    {%- endif %}
{%- endmacro %}
