-- One rule has no condition and comes last, so that there is always a name; and every rule asks
-- only about measures that exist (a misspelt one would hold for every segment).
with
    rules as (select * from {{ ref("segment_naming_rules") }}),

    conditions as (select * from {{ ref("segment_naming_conditions") }})

select priority, 'unknown measure ' || measure as problem
from conditions
where
    measure not in (
        'is_noise',
        'customer_share',
        'spend_share'
        {%- for feature in numeric_features() %}, '{{ feature }}_z_score' {%- endfor %}
    )
union all
select max(priority) as priority, 'the last rule has conditions' as problem
from rules
having max(priority) in (select priority from conditions)
