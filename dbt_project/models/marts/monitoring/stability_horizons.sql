{% set threshold = policy("stability_threshold") %}

with
    stability as (select * from {{ ref("int_stability_agreements") }}),

    known as (
        select *, {{ has_fallen(["algorithm", "origin_date"]) }} as has_fallen from stability
    ),

    falls as (
        select
            algorithm,
            origin_date,
            max(weeks_since_fit) as observed_weeks,
            min(case when has_fallen then weeks_since_fit end) as fell_at_weeks
        from known
        group by algorithm, origin_date
    ),

    final as (
        select
            stability.algorithm,
            stability.origin_date,
            cast({{ threshold }} as double) as threshold,
            -- the last step before the first fall
            cast(max(stability.weeks_since_fit) as integer) as stable_weeks,
            cast(max(falls.fell_at_weeks) as integer) as fell_at_weeks,
            cast(max(falls.observed_weeks) as integer) as observed_weeks
        from stability
        inner join falls using (algorithm, origin_date)
        where stability.weeks_since_fit < falls.fell_at_weeks or falls.fell_at_weeks is null
        group by stability.algorithm, stability.origin_date
    )

select *
from final
