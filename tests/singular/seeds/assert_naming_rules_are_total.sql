-- One rule has no condition and comes last, so that there is always a name; every rule asks only
-- about measures that exist (a misspelt one would hold for every segment); and one rule, without
-- conditions, names each segment of those who lack a value.
with
    rules as (select * from {{ ref("segment_naming_rules") }}),

    conditions as (select * from {{ ref("segment_naming_conditions") }})

select priority, 'unknown measure ' || measure as problem
from conditions
where
    measure not in (
        'is_noise',
        'customer_share',
        'spend_share',
        'spend_ratio',
        'one_order_share',
        'order_count_ratio',
        'items_per_order_ratio',
        'mean_review_score_level'
        {%- for feature in numeric_features() %}
            , '{{ feature }}_mean', '{{ feature }}_z_score'
        {%- endfor %}
    )
union all
select max(priority) as priority, 'the last rule has conditions' as problem
from rules
where segment_id is null
having max(priority) in (select priority from conditions)
union all
select rules.priority, 'a rule for a segment_id has conditions' as problem
from rules
inner join conditions using (priority)
where rules.segment_id is not null
{%- for feature, rule in numeric_features().items() if rule.unknown_segment_id %}
    union all
    select null as priority, 'not one rule for segment_id {{ rule.unknown_segment_id }}' as problem
    from rules
    where segment_id = {{ rule.unknown_segment_id }}
    having count(*) <> 1
{%- endfor %}
