{# The days of orders that lie more than var max_gap_days from all others: those of every stretch of days
   without such a gap, but for the one with the most orders. To be used as a subquery.

   orders  name of a relation with a column ordered_at. #}
{% macro far_days(orders) -%}
    with
        days as (
            select
                cast(ordered_at as date) as ordered_on,
                count(*) as order_count,
                coalesce(
                    {{
                        dbt.datediff(
                            "lag(cast(ordered_at as date)) over (order by cast(ordered_at as date))",
                            "cast(ordered_at as date)",
                            "day",
                        )
                    }}
                    > {{ policy("max_gap_days") }},
                    false
                ) as begins_stretch
            from {{ orders }}
            group by cast(ordered_at as date)
        ),

        stretches as (
            select *, sum(cast(begins_stretch as integer)) over (order by ordered_on) as stretch
            from days
        )

    select ordered_on
    from stretches
    where
        stretch <> (
            select stretch
            from stretches
            group by stretch
            order by sum(order_count) desc, stretch desc
            limit 1
        )
{%- endmacro %}
