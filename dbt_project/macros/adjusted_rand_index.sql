{# Agreement of two partitions of the same customers, corrected for chance (Hubert and Arabie 1985):
   1 for equal partitions, about 0 for independent ones. One row per key with a column
   adjusted_rand_index.

   contingency     a relation or CTE with one row per key and pair of segments that share customers,
                   and their number as customer_count.
   keys            list of the columns that say which partitions are compared.
   segment, other  the columns of the segment in either partition. #}
{% macro adjusted_rand_index(contingency, keys, segment, other) -%}
    {%- set key_list = keys | join(", ") -%}
    select
        {{ key_list }},
        -- both put all customers together, or none
        coalesce(
            (
                pairs_in_both - pairs_in_one * pairs_in_other / nullif(all_pairs, 0)
            ) / nullif(
                (pairs_in_one + pairs_in_other) / 2
                - pairs_in_one * pairs_in_other / nullif(all_pairs, 0),
                0
            ),
            1
        ) as adjusted_rand_index
    from
        (
            select
                {{ key_list }},
                -- ordered pairs of customers who are together
                sum(
                    case when is_cell then counted * (counted - 1) end
                ) as pairs_in_both,
                sum(case when is_one then counted * (counted - 1) end) as pairs_in_one,
                sum(
                    case when is_other then counted * (counted - 1) end
                ) as pairs_in_other,
                sum(case when is_cell then counted end)
                * (sum(case when is_cell then counted end) - 1) as all_pairs
            from
                (
                    {% for group, flag in (
                        ([segment, other], "is_cell"),
                        ([segment], "is_one"),
                        ([other], "is_other"),
                    ) -%}
                        select
                            {{ key_list }},
                            cast(sum(customer_count) as double) as counted,
                            {{ "true" if flag == "is_cell" else "false" }} as is_cell,
                            {{ "true" if flag == "is_one" else "false" }} as is_one,
                            {{ "true" if flag == "is_other" else "false" }} as is_other
                        from {{ contingency }}
                        group by
                            {{ key_list }},
                            {{ group | join(", ") }}
                            {{ "union all" if not loop.last }}
                    {% endfor %}
                ) as sizes
            group by {{ key_list }}
        ) as pair_counts
{%- endmacro %}
