{# Agreement of two partitions of the same customers, corrected for chance (Hubert and Arabie 1985):
   1 for equal partitions, about 0 for independent ones. One row per key with a column
   adjusted_rand_index.

   contingency     a relation or CTE with one row per key and pair of segments that share customers,
                   and their number as customer_count.
   keys            list of the columns that say which partitions are compared.
   segment, other  the columns of the segment in either partition. #}
{% macro adjusted_rand_index(contingency, keys, segment, other) -%}
    {%- set keys = keys | join(", ") -%}
    {%- set expected = "pairs_in_one * pairs_in_other / nullif(all_pairs, 0)" -%}
    select
        {{ keys }},
        -- both put all customers together, or none
        coalesce(
            (pairs_in_both - {{ expected }})
            / nullif((pairs_in_one + pairs_in_other) / 2 - {{ expected }}, 0),
            1
        ) as adjusted_rand_index
    from
        (
            -- ordered pairs of customers who are together
            select
                {{ keys }},
                sum(in_pair * (in_pair - 1)) as pairs_in_both,
                sum(in_pair * (in_one - 1)) as pairs_in_one,
                sum(in_pair * (in_other - 1)) as pairs_in_other,
                sum(in_pair * (in_all - 1)) as all_pairs
            from
                (
                    select
                        {{ keys }},
                        cast(customer_count as double) as in_pair,
                        sum(cast(customer_count as double)) over (
                            partition by {{ keys }}, {{ segment }}
                        ) as in_one,
                        sum(cast(customer_count as double)) over (
                            partition by {{ keys }}, {{ other }}
                        ) as in_other,
                        sum(cast(customer_count as double)) over (partition by {{ keys }}) as in_all
                    from {{ contingency }}
                ) as sizes
            group by {{ keys }}
        ) as pair_counts
{%- endmacro %}
