-- The rows of a file are counted as they were written, whatever else it holds; a line that
-- could not be read as a row is listed, with its number, its key and the reason.
{% set reviews = ["review_id", "order_id", "score", "message", "answered_at"] %}
{% set numbers = ["number", "customer", "note", "amount"] %}
{% set short, long = "expected {} fields, found fewer", "expected {} fields, found more" %}
{% set mark = "a quotation mark is missing, or is one too many" %}
{% set encoding = "expected text in utf-8; save the file so" %}
{# Of each file how many rows it has, the column that is the key if not the first, and the lines
   that are listed. #}
{% set files = {
    "sound": {"columns": reviews, "rows": 11},
    "damaged": {
        "columns": reviews,
        "rows": 12,
        "key": "order_id",
        "listed": {
            "3 0000005b": short,
            "5 0000005d": long,
            "7 ": short,
            "14 00000064": encoding,
            "15 00000065": long,
        },
    },
    "cut_off": {"columns": reviews, "rows": 10, "listed": {"11 a0000009": short}},
    "merged": {"columns": reviews, "rows": 10, "listed": {"6 a0000004": mark}},
    "merged_twice": {"columns": reviews, "rows": 12, "listed": {"5 a0000003": mark}},
    "odd_ids": {"columns": reviews, "rows": 12, "listed": {"8 a0000006": mark}},
    "windows": {"columns": reviews, "rows": 9, "listed": {"6 a0000004": encoding}},
    "second_line": {"columns": reviews, "rows": 9, "listed": {"6 a0000004": encoding}},
    "few": {"columns": reviews, "rows": 3},
    "empty": {"columns": reviews, "rows": 0},
    "shapes": {"columns": numbers, "delimiter": ";", "rows": 14},
    "latin": {"columns": numbers, "delimiter": ";", "encoding": "latin-1", "rows": 7},
    "many_shapes": {"columns": numbers, "rows": 31},
    "words": {"columns": ["mail", "note", "ordered_on", "amount"], "rows": 14},
    "dates_first": {
        "columns": ["ordered_at", "order_id", "customer", "note", "amount"],
        "rows": 12,
    },
    "ends_like_a_row": {
        "columns": ["order_id", "customer", "note", "amount"],
        "rows": 10,
    },
    "notes_first": {
        "columns": ["note", "ordered_on", "amount"],
        "rows": 10,
        "listed": {"12 hello": short},
    },
    "plain": {
        "columns": ["name", "town", "country", "remark"],
        "rows": 10,
        "listed": {"12 hello": short},
    },
    "two_columns": {
        "columns": ["name", "town"],
        "rows": 8,
        "listed": {"8 hello": short, "9 one": long},
    },
    "two_signs": {
        "columns": ["number", "town"],
        "delimiter": "||",
        "rows": 8,
        "listed": {"8 hello": short, "9 A7": long},
    },
    "quoted": {
        "columns": ["number", "sent_on", "note"],
        "rows": 9,
        "key": "sent_on",
        "listed": {"11 2024-01-10": short},
    },
} %}

with
    files as (
        {% for name, file in files.items() %}
            {% set listed = [] %}
            {% for line, reason in file.get("listed", {}).items() %}
                {% do listed.append(line ~ ": " ~ reason.format(file.columns | length)) %}
            {% endfor %}
            select
                '{{ name }}' as file,
                '{{ file.rows }} rows; {{ listed | join(", ") }}' as expected,
                read_count
                || ' rows; '
                || array_to_string(
                    list_transform(
                        unparsed_lines,
                        lambda entry:entry.line_number
                        || ' '
                        || regexp_extract(entry.line, key_pattern, 1)
                        || ': '
                        || entry.reason
                    ),
                    ', '
                ) as found
            from
                (
                    {% if execute -%}
                        {{
                            file_count(
                                "tests/files/" ~ name ~ ".csv",
                                "counted_" ~ name,
                                file.columns,
                                file.get("delimiter", ","),
                                file.get("encoding", "utf-8"),
                                file.key,
                            )
                        }}
                    {%- else -%}select 1 as read_count
                    {%- endif %}
                ) as counted
                {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from files
where found is distinct from expected
