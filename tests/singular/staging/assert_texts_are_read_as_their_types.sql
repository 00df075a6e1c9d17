-- What files write is a value of its column's type, or none: no rounding, no words for numbers or
-- times. Values that have a type, as in Parquet, stay.
{% set cases = {
    "integer": {
        "'4'": "4",
        "'-4'": "-4",
        "'4.0'": "4",
        "'4.5'": none,
        "'1_000'": none,
        "'1e30'": none,
        "'x'": none,
        "cast(4 as tinyint)": "4",
        "4.5": none,
    },
    "decimal(18,2)": {
        "'4.5'": "4.50",
        "'4.555'": none,
        "'1_000.5'": none,
        "''": none,
        "cast(4.5 as decimal(9, 2))": "4.50",
        "4.555": none,
    },
    "double": {
        "'4.5'": "4.5",
        "'infinity'": none,
        "'nan'": none,
        "'x'": none,
        "cast(4.5 as float)": "4.5",
        "cast('infinity' as double)": none,
    },
    "boolean": {"'true'": "true", "'x'": none, "true": "true"},
    "date": {
        "'2018-01-31'": "2018-01-31",
        "'2018-01-31 10:00'": none,
        "'2018-02-30'": none,
        "'epoch'": none,
        "date '2018-01-31'": "2018-01-31",
    },
    "timestamp": {
        "'2018-01-31'": "2018-01-31 00:00:00",
        "'2018-01-31 10:00'": "2018-01-31 10:00:00",
        "'2018-01-31T10:00:00.5'": "2018-01-31 10:00:00.5",
        "'2018-01-31 25:00'": none,
        "'31.01.2018'": none,
        "'infinity'": none,
        "timestamp '2018-01-31 10:00:00'": "2018-01-31 10:00:00",
    },
} %}

with
    reads as (
        {% for type, expected_values in cases.items() %}
            {% set is_last_type = loop.last %}
            {% for found, expected in expected_values.items() %}
                select
                    '{{ type }}' as type,
                    cast({{ found }} as varchar) as found,
                    cast({{ typed_column("found", type, found=found) }} as varchar) as value,
                    {{ "'" ~ expected ~ "'" if expected else "null" }} as expected
                    {{ "union all" if not (loop.last and is_last_type) }}
            {% endfor %}
        {% endfor %}
    )

select *
from reads
where value is distinct from expected
