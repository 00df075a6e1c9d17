{# A version is fitted every so many weeks, or when the one in force is as old as was recommended. #}
with
    fits as (
        {% for algorithm, weeks in policy("refit_every_weeks").items() -%}
            select '{{ algorithm }}' as algorithm, as_of_date
            {% if weeks == "recommended" -%}
                from {{ ref("int_recommended_fits") }} where algorithm = '{{ algorithm }}'
            {%- else -%}
                from {{ ref("int_as_of_dates") }}
                where is_{{ algorithm }}_fit
                {%- endif %} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    final as (
        select
            algorithm,
            cast(
                row_number() over (partition by algorithm order by as_of_date) as integer
            ) as model_version,
            as_of_date as valid_from,
            -- no date is null, so that one comparison will do
            lead(as_of_date, 1, cast('9999-12-31' as date)) over (
                partition by algorithm order by as_of_date
            ) as valid_to
        from fits
    )

select *
from final
