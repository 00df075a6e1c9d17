with
    rejected_rows as (select * from {{ ref("int_rejected_rows") }}),

    input_rows as (select * from {{ ref("int_input_rows") }}),

    final as (
        select
            rejected_rows.input,
            input_rows.file,
            rejected_rows.line_number,
            array_to_string(rejected_rows.row_key, ' ') as row_key,
            nullif(rejected_rows.column_name, '') as faulty_column,
            -- of a line that was cut short as much as tells what it is
            left(rejected_rows.value, 1000) as faulty_value,
            rejected_rows.reason as rejection_reason,
            rejected_rows.is_child,
            rejected_rows.is_row
        from rejected_rows
        -- left join: an input without rows is in no count
        left join input_rows using (input)
    )

select *
from final
