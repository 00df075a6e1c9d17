{# For each key, the value that occurs in most rows; ties go to the first in the alphabet, and rows
   without a value do not count. One row per key that has a value: the key, and the value named as
   its column. #}
{% macro most_frequent(relation, key, value) -%}
    select {{ key }}, {{ value }}
    from
        (
            select
                {{ key }},
                {{ value }},
                row_number() over (
                    partition by {{ key }} order by count(*) desc, {{ value }}
                ) as frequency_rank
            from {{ relation }}
            where {{ value }} is not null
            group by {{ key }}, {{ value }}
        ) as ranked
    where frequency_rank = 1
{%- endmacro %}
