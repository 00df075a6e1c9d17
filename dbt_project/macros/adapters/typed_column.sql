{# A column of a file as a value of a type, under its own name or another; a value that is not of the type
   stops the build with the file, the column and the value.

   file      name of the file, for the message.
   name      the column.
   type      varchar, timestamp, date, double, integer or a decimal.
   found     expression of the text or value in the file, if that is not the column as it stands.
   expected  what the message expects, if that is not the type; advice: what to do about it. #}
{% macro typed_column(file, name, type, found=none, expected=none, advice=none) -%}
    {%- set found, label = found or adapter.quote(name), dbt.escape_single_quotes(name) -%}
    {%- set advice = (
        advice or "Correct the value in the file, or leave it empty if it is unknown."
    ) -%}
    {%- set typed = "try_cast(" ~ found ~ " as " ~ type ~ ")" -%}
    {#- try_cast rounds 4.5 to an integer and takes "epoch" for a time: that is no match -#}
    {%- set moment = "\\d{4}-\\d{2}-\\d{2}([ T]\\d{2}:\\d{2}(:\\d{2}([.]\\d+)?)?)?" -%}
    {%- if type == "timestamp" -%}
        {%- set alike = "= 'TIMESTAMP'" -%}
        {%- set text = "cast(" ~ found ~ " as varchar)" -%}
        {%- set is_match = "regexp_full_match(" ~ text ~ ", '" ~ moment ~ "')" -%}
    {%- elif type == "date" -%}
        {%- set alike = "= 'DATE'" -%}
        {%- set is_match = "regexp_full_match(" ~ found ~ ", '\\d{4}-\\d{2}-\\d{2}')" -%}
    {%- elif type == "double" -%}
        {%- set alike = "= 'FLOAT'" -%} {%- set is_match = "isfinite(" ~ typed ~ ")" -%}
    {%- else -%}
        {%- set alike = (
            "in ('TINYINT', 'SMALLINT', 'INTEGER')"
            if type == "integer"
            else "like 'DECIMAL(%," ~ type.split(",")[-1] | trim ~ "'"
        ) -%}
        {%- set is_match = typed ~ " = try_cast(" ~ found ~ " as decimal(38, 12))" -%}
    {%- endif -%}
    {%- if type == "varchar" -%} cast({{ found }} as varchar)
    {%- else -%}
        case
            when {{ found }} is null
            then null
            when
                -- Parquet has types; what is of the right kind need not be read as text
                (typeof({{ found }}) {{ alike }} or {{ is_match }}) and {{ typed }} is not null
            then {{ typed }}
            else
                error(
                    'File {{ file }}, column {{ label }}: expected {{ expected or type }}, found "'
                    || cast({{ found }} as varchar)
                    || '". {{ advice }}'
                )
        end
    {%- endif -%}
{%- endmacro %}
