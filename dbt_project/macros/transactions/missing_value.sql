{# Stops the build at a line that lacks a value without which nothing can be said of it.

   file      name of the file, for the message.
   column    the column of the file.
   expected  what should be there. #}
{% macro missing_value(file, column, expected) -%}
    error(
        'File {{ file }}, column {{ dbt.escape_single_quotes(column or "") }}: expected {{ expected }}, found nothing ('
        || concat_ws(
            ', ',
            'order ' || order_id,
            'customer ' || customer_id,
            product_name,
            'on ' || ordered_at
        )
        || '). Fill it in, or remove the line.'
    )
{%- endmacro %}
