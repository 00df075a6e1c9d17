{{ config(enabled=reads("transactions")) }}
{% set path, told = env_var("SHOP_FILE", ""), transactions_columns() %}
{% set header = told.header %}
{# for the graph: the file itself is read #}
{% do source("transactions", "order_lines") %}
{% set count = (
    file_count(
        path,
        "order_lines",
        header.columns,
        header.delimiter,
        shop().encoding,
        told.columns.get("order_id"),
    )
    if execute
    else "select 1 as read_count"
) %}

with
    final as (
        select
            'order_items' as input,
            'order_lines' as source_name,
            '{{ path.split("/") | last }}' as file,
            counted.*
        from ({{ count }}) as counted
    )

select *
from final
