-- One rule has no condition and comes last, so that there is always a name; and every
-- rule asks only about measures that exist (a misspelt one would hold for every
-- segment).
with
    rules as (select * from {{ ref("segment_naming_rules") }}),

    asked as (
        {% for slot in (1, 2, 3) -%}
            select priority, measure_{{ slot }} as measure
            from rules
            where measure_{{ slot }} is not null {{ "union all" if not loop.last }}
        {% endfor %}
    )

select priority, 'unknown measure ' || measure as problem
from asked
where
    measure not in (
        'is_noise',
        'customer_share',
        'spend_share'
        {%- for feature in numeric_features() %}, '{{ feature }}_z_score' {%- endfor %}
    )
union all
select max(rules.priority) as priority, 'the last rule has conditions' as problem
from rules
having max(rules.priority) in (select priority from asked)
