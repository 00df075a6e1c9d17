{# Population standard deviation, a double, from the exact means of a number and of its square; see
   exact_decimal(). #}
{% macro exact_stddev(expression) -%}
    sqrt(
        greatest(
            cast(
                avg(
                    cast(power(cast({{ expression }} as double), 2) as decimal(38, 6))
                ) as double
            )
            - power(cast(avg({{ exact_decimal(expression) }}) as double), 2),
            0
        )
    )
{%- endmacro %}
