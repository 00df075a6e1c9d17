{{ config(enabled=reads("transactions")) }}
{# Lines of the file that are no rows. #}
with
    files as (select * from {{ ref("stg_transactions__files") }}),

    merged as (
        select 'order_lines' as source_name, fault.value, fault.reason
        from {{ ref("stg_transactions__order_lines") }}
        where fault.column_name = ''
    ),

    parsed as (
        select 'order_lines' as source_name, count(*) as parsed_count
        from {{ ref("stg_transactions__order_lines") }}
    )

select *, false as is_child, false as is_whole_key, false as keeps_one
from ({{ rejected_lines("files", "merged", "parsed") }}) as lines
