{# The value of a column of a file of order lines, from its text; null where it is not of its type. The shop
   says how the file writes dates and numbers.

   role  the column, by the name of the adapter; its text is the column __found_<role>.
   type  of it. #}
{% macro transactions_value(role, type) -%}
    {%- set shop, text = shop(), "__found_" ~ role -%}
    {#- with an apostrophe a spreadsheet keeps the zeros in front -#}
    {%- if role == "zip_code" -%} ltrim({{ text }}, chr(39))
    {%- elif role == "customer_id" -%} {{ known_customer(text) }}
    {%- elif type == "varchar" -%} {{ text }}
    {%- elif type == "timestamp" -%}
        {#- what the clock in the shop showed; its difference to that of Greenwich is dropped -#}
        {%- set text = (
            "regexp_replace("
            ~ text
            ~ ", '(:[0-9.]+( ?[AP]M)?) ?([+-]\\d{2}(:?\\d{2})?|Z|UTC|GMT)$', '\\1')"
        ) -%}
        {%- if shop.date_format -%}
            {%- set text = "coalesce(cast(try_strptime({0}, '{1}') as varchar), {0})".format(
                text, shop.date_format | replace("%z", "") | trim
            ) -%}
        {%- endif -%}
        {{ typed_column(role, type, text) }}
    {%- else -%}
        {%- if shop.decimal_separator == "," -%}
            {%- set text = (
                "case when regexp_full_match({0}, '-?(\\d{{1,3}}([.]\\d{{3}})+|\\d+)(,\\d+)?') "
                "then replace(replace({0}, '.', ''), ',', '.') end".format(text)
            ) -%}
        {%- endif -%}
        {#- more decimals than these come of floating point -#}
        {{
            typed_column(
                role,
                type,
                "cast(round(try_cast({} as decimal(38, 12)), {}) as varchar)".format(
                    text, type.split(",")[-1] | replace(")", "") | trim
                ),
            )
        }}
    {%- endif -%}
{%- endmacro %}
