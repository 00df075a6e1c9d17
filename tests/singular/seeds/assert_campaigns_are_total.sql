-- The first campaign is that of suppressed customers, who get nothing, whatever else is known of
-- them.
-- The last has no condition, so that everybody is in one. Conditions ask only about measures that
-- exist: a misspelt one would hold for everybody.
with
    campaigns as (select * from {{ ref("campaigns") }}),

    conditions as (select * from {{ ref("campaign_conditions") }})

select priority, 'unknown measure ' || measure as problem
from conditions
where
    measure not in (
        'is_suppressed',
        'is_reviewed',
        'review_score_level',
        'waiting_days',
        'gaps_since_order',
        'r_score',
        'f_score',
        'm_score'
        {%- for feature in numeric_features() %}, '{{ feature }}' {%- endfor %}
    )
union all
select max(priority) as priority, 'the last campaign has conditions' as problem
from campaigns
having max(priority) in (select priority from conditions)
union all
select campaigns.priority, 'the first campaign is not that of all suppressed customers' as problem
from campaigns
left join conditions using (priority)
where
    campaigns.priority = (select min(priority) from campaigns)
    and (
        campaigns.contact <> 'none'
        or coalesce(conditions.measure, '') <> 'is_suppressed'
        or conditions.min_value is distinct from 1
        or conditions.max_value < 1
    )
