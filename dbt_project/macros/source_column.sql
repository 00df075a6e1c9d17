{# One column of a source file in the data_type that _olist__sources.yml declares for it.
   A value that is not of that type stops the build with the file, the column and the value. #}
{% macro source_column(table, column) -%}
    {#- no graph while parsing and in unit tests, whose rows come typed -#}
    {%- if not execute or graph.sources is not defined -%}
        {{ return(column) }}
    {%- endif -%}
    {%- set source_node = (
        graph.sources.values()
        | selectattr("source_name", "equalto", "olist")
        | selectattr("name", "equalto", table)
        | first
    ) -%}
    {%- if column not in source_node.columns -%}
        {{
            exceptions.raise_compiler_error(
                "source_column: source olist."
                ~ table
                ~ " declares no column "
                ~ column
                ~ "; add it with its data_type to _olist__sources.yml."
            )
        }}
    {%- endif -%}
    {{
        return(
            adapter.dispatch("cast_or_stop", "ecommerce_segmentation")(
                column,
                source_node.columns[column].data_type,
                source_node.identifier ~ "." ~ env_var("OLIST_FILE_FORMAT", "csv"),
            )
        )
    }}
{%- endmacro %}

{% macro default__cast_or_stop(column, data_type, file) -%}
    cast({{ column }} as {{ data_type }})
{%- endmacro %}

{% macro duckdb__cast_or_stop(column, data_type, file) -%}
    {%- if data_type == "varchar" -%} cast({{ column }} as varchar)
    {%- else -%}
        {%- set typed_alike = {
            "timestamp": "= 'TIMESTAMP'",
            "integer": "in ('TINYINT', 'SMALLINT', 'INTEGER')",
            "double": "= 'FLOAT'",
        }.get(
            data_type,
            "like 'DECIMAL(%," ~ data_type.split(",") | last ~ "'",
        ) -%}
        {#- try_cast rounds 4.5 to an integer and takes "epoch" for a time: that is no match -#}
        {%- if data_type == "timestamp" -%}
            {%- set matches -%}
                regexp_full_match(
                    cast({{ column }} as varchar),
                    '\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}([.]\d+)?)?)?'
                )
            {%- endset -%}
        {%- elif data_type == "double" -%}
            {%- set matches -%} isfinite(try_cast({{ column }} as double)) {%- endset -%}
        {%- else -%}
            {%- set matches -%}
                try_cast({{ column }} as {{ data_type }})
                = try_cast({{ column }} as decimal(38, 12))
            {%- endset -%}
        {%- endif -%}
        case
            when {{ column }} is null
            then null
            when
                -- Parquet has types; what is of the right kind need not be read as text
                (typeof({{ column }}) {{ typed_alike }} or {{ matches }})
                and try_cast({{ column }} as {{ data_type }}) is not null
            then try_cast({{ column }} as {{ data_type }})
            else
                error(
                    'File {{ file }}, column {{ column }}: expected {{ data_type }}, found "'
                    || cast({{ column }} as varchar)
                    || '". Correct the value in the file, or leave it empty if it is unknown.'
                )
        end
    {%- endif -%}
{%- endmacro %}
