-- What needs quotation marks in a CSV file has them; nothing is between two delimiters.
with
    cases as (
        select *
        from
            (
                values
                    ('a', 'b', 'a;b'),
                    ('a', null, 'a;'),
                    (null, 'b', ';b'),
                    ('a;b', 'c"d', '"a;b";"c""d"'),
                    ('a' || chr(10) || 'b', '', '"a' || chr(10) || 'b";')
            ) as cases(first_field, last_field, expected)
    ),

    written as (
        select *, {{ row_text(["first_field", "last_field"], delimiter=";") }} as found from cases
    )

select *
from written
where found is distinct from expected
