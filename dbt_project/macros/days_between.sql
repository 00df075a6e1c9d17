{# One row per day (date_day) from the first to the last day, both SQL expressions over a relation
   of one row. #}
{% macro days_between(relation, first_day, last_day) -%}
    {{
        return(
            adapter.dispatch("days_between", "ecommerce_segmentation")(
                relation, first_day, last_day
            )
        )
    }}
{%- endmacro %}

{% macro default__days_between(relation, first_day, last_day) -%}
    select explode(sequence({{ first_day }}, {{ last_day }})) as date_day
    from {{ relation }}
{%- endmacro %}

{% macro duckdb__days_between(relation, first_day, last_day) -%}
    select
        cast(
            unnest(
                generate_series({{ first_day }}, {{ last_day }}, interval 1 day)
            ) as date
        ) as date_day
    from {{ relation }}
{%- endmacro %}
