{# A column of a file as a value of a type; null where the text or value there is not of it.

   name   the column.
   type   varchar, timestamp, date, boolean, double, integer or a decimal.
   found  expression of the text or value in the file, if that is not the column as it stands. #}
{% macro typed_column(name, type, found=none) -%}
    {%- set found = found or quoted_name(name) -%}
    {%- set typed = "try_cast(" ~ found ~ " as " ~ type ~ ")" -%}
    {#- try_cast rounds 4.5 to an integer and takes "epoch" for a time: that is no match -#}
    {%- set moment = "\\d{4}-\\d{2}-\\d{2}([ T]\\d{2}:\\d{2}(:\\d{2}([.]\\d+)?)?)?" -%}
    {%- if type == "timestamp" -%}
        {%- set alike = "= 'TIMESTAMP'" -%}
        {%- set text = "cast(" ~ found ~ " as varchar)" -%}
        {%- set is_match = "regexp_full_match(" ~ text ~ ", '" ~ moment ~ "')" -%}
    {%- elif type == "date" -%}
        {%- set alike = "= 'DATE'" -%}
        {%- set text = "cast(" ~ found ~ " as varchar)" -%}
        {%- set is_match = "regexp_full_match(" ~ text ~ ", '\\d{4}-\\d{2}-\\d{2}')" -%}
    {%- elif type == "boolean" -%} {%- set alike, is_match = "= 'BOOLEAN'", "true" -%}
    {%- elif type == "double" -%} {%- set alike, is_match = "in ('DOUBLE', 'FLOAT')", "true" -%}
    {%- else -%}
        {%- set alike = (
            "in ('TINYINT', 'SMALLINT', 'INTEGER')"
            if type == "integer"
            else "like 'DECIMAL(%," ~ type.split(",")[-1] | trim ~ "'"
        ) -%}
        {#- nor is 1_000 how files write a number -#}
        {%- set is_match = (
            "not contains(cast({0} as varchar), '_') and {1} = try_cast(cast({0} as varchar) as decimal(38, 12))"
        ).format(found, typed) -%}
    {%- endif -%}
    {%- if type == "varchar" -%} cast({{ found }} as varchar)
    {%- else -%}
        case
            -- Parquet has types; what is of the right kind need not be read as text
            when
                (typeof({{ found }}) {{ alike }} or {{ is_match }})
                {%- if type in ("timestamp", "date", "double") %} and isfinite({{ typed }})
                {%- endif %}
            then {{ typed }}
        end
    {%- endif -%}
{%- endmacro %}
