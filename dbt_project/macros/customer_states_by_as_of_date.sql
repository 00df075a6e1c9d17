{# The customer states that hold on at least one as-of date, with the first as-of date on which each
   holds (first_as_of_date) and the first on which it no longer does (next_as_of_date). States of
   equal values and dates can then be counted before they are joined to the dates. To be used as a
   relation in brackets.

   wanted  a boolean column of int_as_of_dates: only those dates. #}
{% macro customer_states_by_as_of_date(wanted="true") -%}
    {%- set never = "cast('9999-12-31' as date)" %}
    with
        wanted_dates as (
            select
                as_of_date,
                lag(as_of_date, 1, cast('0001-01-01' as date)) over (
                    order by as_of_date
                ) as last_as_of_date
            from {{ ref("int_as_of_dates") }}
            where {{ wanted }}
        ),

        event_days as (
            select valid_from as event_date
            from {{ ref("int_customer_states") }}
            group by valid_from
        ),

        -- of each day the first as-of date on or after it
        next_dates as (
            select event_days.event_date, wanted_dates.as_of_date
            from event_days
            inner join
                wanted_dates
                on event_days.event_date > wanted_dates.last_as_of_date
                and event_days.event_date <= wanted_dates.as_of_date
        )

    select
        states.*,
        starts.as_of_date as first_as_of_date,
        coalesce(ends.as_of_date, {{ never }}) as next_as_of_date
    from {{ ref("int_customer_states") }} as states
    -- states that begin after the last date hold on none
    inner join next_dates as starts on states.valid_from = starts.event_date
    -- left join: most states still hold on the last date
    left join next_dates as ends on states.valid_to = ends.event_date
    where starts.as_of_date < coalesce(ends.as_of_date, {{ never }})
{%- endmacro %}
