-- Every feature has words in feature_traits; without, it would distinguish no segment.
{% for feature in numeric_features() -%}
    select '{{ feature }}' as feature
    where
        '{{ feature }}' not in (select feature from {{ ref("feature_traits") }})
        {{ "union all" if not loop.last }}
{% endfor %}
