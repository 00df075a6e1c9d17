with
    input_rows as (select * from {{ ref("int_input_rows") }}),

    final as (
        select
            input,
            file,
            read_count,
            accepted_count,
            rejected_count,
            child_count as rejected_child_count,
            other_line_count,
            rejected_share
        from input_rows
    )

select *
from final
