{# Population standard deviation, a double, from the exact means of a number and of its square; see
   exact_decimal(). Exactly 0 where all values are equal. #}
{% macro exact_stddev(expression) -%}
    case
        when min({{ exact_decimal(expression) }}) = max({{ exact_decimal(expression) }})
        then 0
        else
            sqrt(
                greatest(
                    cast(
                        avg(
                            cast(
                                power(
                                    cast({{ exact_decimal(expression) }} as double), 2
                                ) as decimal(38, 12)
                            )
                        ) as double
                    )
                    - power(cast(avg({{ exact_decimal(expression) }}) as double), 2),
                    0
                )
            )
    end
{%- endmacro %}
