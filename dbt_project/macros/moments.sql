{# Mean, population standard deviation, least and greatest value of a weighted histogram, over those
   who have a value. Decimals are summed, so that the order of rows does not matter.

   value  expression: an exact_decimal(). #}
{% macro moments(value) -%}
    {%- set known = "sum(case when " ~ value ~ " is not null then customer_count end)" -%}
    {%- set mean = exact_mean("sum(" ~ value ~ " * customer_count)", known) -%}
    {{ mean }} as mean_value,
    case
        when min({{ value }}) = max({{ value }})
        then 0
        else
            sqrt(
                greatest(
                    cast(
                        sum(
                            cast(power(cast({{ value }} as double), 2) as decimal(38, 12))
                            * customer_count
                        ) as double
                    )
                    / {{ known }}
                    - power({{ mean }}, 2),
                    0
                )
            )
    end as stddev_value,
    cast(min({{ value }}) as double) as lowest,
    cast(max({{ value }}) as double) as highest
{%- endmacro %}
