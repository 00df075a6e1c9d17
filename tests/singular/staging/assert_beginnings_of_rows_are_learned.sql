-- How a row of a file begins is learned from the file: with ids, dates, numbers or mail
-- addresses; or it has as many fields as the header.
{% set files = {
    "sound": {
        "columns": ["review_id", "order_id", "score", "message", "answered_at"],
        "begin": ["a1234567,00000000,", '"0123abCD","b-c-d-e-",'],
        "do not": [
            "a123456,00000000,",
            "a12345678,00000000,",
            "a1234567,00000000",
            "g1234567,00000000,",
            " a1234567,00000000,",
            '"a1234567,00000000,',
        ],
    },
    "few": {
        "columns": ["review_id", "order_id", "score", "message", "answered_at"],
        "begin": ["1,12345678,4,"],
        "do not": ["123456789,12345678,4,", "1,12345678,x,"],
    },
    "empty": {
        "columns": ["review_id", "order_id", "score", "message", "answered_at"],
        "begin": ["1,2,3,4,5", "1,2,3,4,5,", ",,,,", '1,2,",","""",5', '1,"2'],
        "do not": ["1,2,3,4", "1,2,3,4,5,6", '1"', '"1', '1,2,3,4,5,"6'],
    },
    "shapes": {
        "columns": ["number", "customer", "note", "amount"],
        "delimiter": ";",
        "begin": ["A1;c22;", 'B123;"c1";'],
        "do not": ["C1;c1;", "A;c1;", "A1x;c1;", "A1;c1", "A1,c1,"],
    },
    "many_shapes": {
        "columns": ["number", "customer", "note", "amount"],
        "begin": ["A1,c22,", "B1,c22,", "H1,c22,"],
        "do not": ["I1,c1,", "J1,c1,"],
    },
    "few_alike": {
        "columns": ["number", "customer", "note", "amount"],
        "begin": ["A1,c22,", "x-,c1,"],
        "do not": ["A12,c1,", "A1,d1,"],
    },
    "just_enough": {
        "columns": ["mail", "note", "id", "number"],
        "begin": ["k@l.m,,01234567,A99"],
        "do not": ["two words,,01234567,A99", "k@l.m,,0123456,A99", "k@l.m,,01234567,x"],
    },
    "words": {
        "columns": ["mail", "note", "ordered_on", "amount"],
        "begin": [
            "123@example.d,,2024-01-01,1.5",
            "a_#./:+-@b.com,,2024-01-01,1.5",
            'abcdefgh@ijk.l.m,"a ""b""",0000-00-00,1.5,',
            'me@example.com,5" wide,2024-01-01,22.55',
        ],
        "do not": [
            "12@example.d,,2024-01-01,1.5",
            "abcdefgh@ijk.l.mn,,0000-00-00,1.5",
            "me@example com,,2024-01-01,1.5",
            "me@example.com,a,b,2024-01-01,1.5",
            "me@example.com,,2024-01-01,1.5,6",
            "me@example.com,,2024-01-01,1",
            'me@example.com,"a,2024-01-01",1.5',
        ],
    },
    "notes_first": {
        "columns": ["note", "ordered_on", "amount"],
        "begin": [",2024-01-01,1.5", '"as, ""said""",2024-01-01,1.5'],
        "do not": ['said",2024-01-01,1.5', "as, said,2024-01-01,1.5"],
    },
    "long_notes": {
        "columns": ["note", "ordered_on", "amount"],
        "begin": ["a,b,c"],
        "do not": ["a,b"],
    },
    "plain": {
        "columns": ["name", "town", "country", "remark"],
        "begin": ["a,b,c,d", '"a, b",,,"'],
        "do not": ["a,b,c", "a,b,c,d,e"],
    },
    "quoted": {
        "columns": ["number", "sent_on", "note"],
        "begin": ['"1","2024-01-01",'],
        "do not": ['"1","2024-01-01"'],
    },
} %}

with
    lines as (
        {% for name, file in files.items() if execute %}
            {% set record = record_pattern(
                "tests/files/" ~ name ~ ".csv",
                "begin_" ~ name,
                file.columns,
                file.get("delimiter", ","),
                "utf-8",
            ) %}
            {% for expected in ("begin", "do not") %}
                {% for line in file[expected] %}
                    select
                        '{{ name }}' as file,
                        '{{ dbt.escape_single_quotes(line) }}' as line,
                        '{{ expected }}' as expected,
                        '{{ dbt.escape_single_quotes(record.pattern) }}' as record_pattern
                    union all
                {% endfor %}
            {% endfor %}
        {% endfor %}
        select null as file, null as line, null as expected, null as record_pattern
    )

select *
from lines
where regexp_matches(line, record_pattern) <> (expected = 'begin')
