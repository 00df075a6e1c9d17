with
    agreements as (select * from {{ ref("int_stability_agreements") }} where weeks_since_fit > 0),

    -- where versions follow the recommendation, it is wanted as of every step
    dates as (
        select as_of_date
        from {{ ref("int_feature_means") }}
        where is_current
        {% if "recommended" in policy("refit_every_weeks").values() -%}
            union
            select as_of_date
            from agreements
        {%- endif %}
    ),

    -- what is known on the date
    known as (
        select
            algorithm,
            dates.as_of_date,
            origin_date,
            weeks_since_fit,
            {{ has_fallen(["algorithm", "dates.as_of_date", "origin_date"]) }} as has_fallen
        from dates
        inner join agreements on agreements.as_of_date <= dates.as_of_date
    ),

    -- of each frozen model how long it was observed, and when it fell
    all_lives as (
        select
            algorithm,
            as_of_date,
            origin_date,
            max(weeks_since_fit) as observed_weeks,
            min(case when has_fallen then weeks_since_fit end) as fell_at_weeks,
            row_number() over (
                partition by algorithm, as_of_date order by origin_date desc
            ) as latest_first
        from known
        group by 1, 2, 3
    ),

    lives as (
        select *
        from all_lives
        {% if policy("stability_origins_weeks") is none -%}
            where latest_first <= {{ policy("stability_origin_count") }}
        {%- endif %}
    ),

    -- who was last seen before a fall was not at risk of it
    ends as (
        select
            algorithm,
            as_of_date,
            coalesce(fell_at_weeks, observed_weeks) as end_weeks,
            count(*) as ended_count,
            count(fell_at_weeks) as fallen_count
        from lives
        group by 1, 2, 3
    ),

    risks as (
        select
            *,
            sum(ended_count) over (
                partition by algorithm, as_of_date order by end_weeks desc
            ) as at_risk_count
        from ends
    ),

    -- the share of models that have not fallen after so many weeks (Kaplan and Meier 1958)
    survival as (
        select
            *,
            product(1 - fallen_count / at_risk_count) over (
                partition by algorithm, as_of_date order by end_weeks
            ) as surviving_share
        from risks
    ),

    -- a life is the weeks up to the step before the fall
    quartiles as (
        select
            algorithm,
            as_of_date,
            {%- for name, share in (
                ("lower_quartile", 0.75),
                ("median", 0.5),
                ("upper_quartile", 0.25),
            ) %}
                min(case when round(surviving_share, 9) <= {{ share }} then end_weeks end)
                - {{ policy("stability_step_weeks") }} as {{ name }}_weeks{{ "," if not loop.last }}
            {%- endfor %}
        from survival
        group by 1, 2
    ),

    counts as (
        select
            algorithm,
            as_of_date,
            count(*) as origin_count,
            count(fell_at_weeks) as fallen_count,
            min(origin_date) as first_origin_date,
            max(observed_weeks) as observed_weeks
        from lives
        group by 1, 2
    ),

    final as (
        select counts.*, lower_quartile_weeks, median_weeks, upper_quartile_weeks
        from counts
        inner join quartiles using (algorithm, as_of_date)
    )

select *
from final
