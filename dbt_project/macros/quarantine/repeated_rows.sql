{# What is wrong with rows that have their key in common, an entry each: of rows that are equal all but one
   (keeps_one), of others all.

   relation  with the rows.
   key       names of its columns. #}
{% macro repeated_rows(relation, key) -%}
    select
        {{ text_list(key) }} as row_key,
        cast(null as ubigint) as row_hash,
        '{{ key | join(", ") }}' as column_name,
        concat_ws(', ', {{ key | join(", ") }}) as value,
        case
            when are_equal
            then 'the row stands ' || row_count || ' times, it counts once'
            else 'expected one row, found ' || row_count || ' that differ'
        end as reason,
        are_equal as keeps_one
    from
        (
            select
                {{ key | join(", ") }},
                count(*) as row_count,
                count(distinct given) = 1 as are_equal,
                unnest(generate_series(1, count(*) - cast(count(distinct given) = 1 as integer)))
            from {{ relation }} as given
            semi join
                (
                    select {{ key | join(", ") }}
                    from {{ relation }}
                    where {{ key | join(" is not null and ") }} is not null
                    group by {{ key | join(", ") }}
                    having count(*) > 1
                ) as repeated using ({{ key | join(", ") }})
            group by {{ key | join(", ") }}
        ) as counted
{%- endmacro %}
