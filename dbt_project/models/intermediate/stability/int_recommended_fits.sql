{{ config(enabled="recommended" in policy("refit_every_weeks").values()) }}
{# From step to step of the simulation: a version that is as old as was recommended by then is
   followed by a new one; while nothing was, one as old as models are followed at most. #}
{% set horizon = policy("stability_horizon_weeks") %}
{% set step = policy("stability_step_weeks") %}
{% set origin_step = policy("stability_origin_step_weeks") %}
{# versions are fitted on steps of the simulation, which therefore must go on #}
{% set is_wanted = "recommended" in policy("refit_every_weeks").values() %}
{% set given_origins = policy("stability_origins_weeks") %}
{% if is_wanted and (given_origins or origin_step % step or origin_step > horizon) %}
    {{
        exceptions.raise_compiler_error(
            "var refit_every_weeks is recommended; expected var stability_origins_weeks to be null, "
            "and stability_origin_step_weeks ({}) to be a multiple of stability_step_weeks ({}) "
            "that is not above stability_horizon_weeks ({}).".format(origin_step, step, horizon)
        )
    }}
{% endif %}

with recursive
    dates as (select * from {{ ref("int_as_of_dates") }}),

    first_fits as (
        {% for algorithm, weeks in policy("refit_every_weeks").items() if weeks == "recommended" -%}
            {{ "union all" if not loop.first }}
            select '{{ algorithm }}' as algorithm, as_of_date
            from dates
            where is_{{ algorithm }}_fit
        {% endfor %}
    ),

    candidates as (
        select
            first_fits.algorithm,
            dates.as_of_date,
            greatest(
                coalesce(recommendations.median_weeks, {{ horizon }}), {{ step }}
            ) as refit_after_weeks,
            row_number() over (
                partition by first_fits.algorithm order by dates.as_of_date
            ) as step_number
        from first_fits
        inner join dates on dates.is_stability_step and first_fits.as_of_date < dates.as_of_date
        -- left join: at first nothing is known
        left join
            {{ ref("int_refit_recommendations") }} as recommendations
            on first_fits.algorithm = recommendations.algorithm
            and dates.as_of_date = recommendations.as_of_date
    ),

    walk as (
        select algorithm, cast(0 as bigint) as step_number, as_of_date as fitted_as_of_date
        from first_fits
        union all
        select
            walk.algorithm,
            candidates.step_number,
            case
                when
                    {{ dbt.datediff("walk.fitted_as_of_date", "candidates.as_of_date", "day") }}
                    >= 7 * candidates.refit_after_weeks
                then candidates.as_of_date
                else walk.fitted_as_of_date
            end as fitted_as_of_date
        from walk
        inner join
            candidates
            on walk.algorithm = candidates.algorithm
            and walk.step_number + 1 = candidates.step_number
    ),

    final as (select distinct algorithm, fitted_as_of_date as as_of_date from walk)

select *
from final
