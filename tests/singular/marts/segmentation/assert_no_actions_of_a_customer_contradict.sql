-- Whatever the public tables tell a person to be told, no two of it contradict each other. Another
-- public table with customers and actions belongs here; a test of the project finds it.
with
    actions as (
        {% for table in ("customers", "campaign_customers") -%}
            select customer_unique_id, action_kind
            from {{ ref(table) }}
            inner join
                {{ ref("action_kinds") }} using (recommended_action) {{ "union" if not loop.last }}
        {% endfor %}
    )

select actions.customer_unique_id, pairs.*
from {{ ref("contradicting_action_kinds") }} as pairs
inner join actions using (action_kind)
inner join
    actions as others
    on actions.customer_unique_id = others.customer_unique_id
    and pairs.other_action_kind = others.action_kind
