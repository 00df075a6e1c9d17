{# Guards var max_rejected_share: returns the rows of an input that are rejected, if they are more than that
   share of its rows; those do not count that are rejected because another row is.

   input  of the input contract, or of the adapter.
   given  the table of its rows, if it is no input of the contract. #}
{% test few_rows_are_rejected(model, input, given=none) %}
    with
        rejected as (
            select * from {{ model }} where input = '{{ input }}' and is_row and not is_child
        ),

        counted as (
            select
                count(*) as rejected_count,
                -- lines are in no table of rows
                count(*) filter (where column_name = '') + (
                    select count(*) from {{ given or "(" ~ given_rows(input) ~ ")" }} as given
                ) as read_count
            from rejected
        )

    select
        coalesce(array_to_string(row_key, ' '), 'line ' || line_number) as row_key,
        nullif(column_name, '') as column_name,
        coalesce(left(value, 100), 'nothing') as value,
        reason
    from rejected
    cross join counted
    where rejected_count > {{ policy("max_rejected_share") }} * read_count
{% endtest %}
