-- Warns of actions of the seeds that action_kinds lacks: no contradiction of theirs would be found.
{{ config(severity="warn") }}

with
    actions as (
        {% for seed in ("campaigns", "rfm_segments", "segment_naming_rules") -%}
            select '{{ seed }}' as seed, recommended_action
            from {{ ref(seed) }} {{ "union" if not loop.last }}
        {% endfor %}
    )

select actions.*
from actions
left join {{ ref("action_kinds") }} as kinds using (recommended_action)
where kinds.action_kind is null
