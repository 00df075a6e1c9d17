-- Customers with equal recency, frequency or spend have equal R, F or M scores.
{% for value, score in (
    ("recency_days", "r_score"),
    ("order_count", "f_score"),
    ("spend_amount", "m_score"),
) -%}
    select '{{ value }}' as feature, cast({{ value }} as double) as feature_value
    from {{ ref("customer_rfm") }}
    group by {{ value }}
    having min({{ score }}) <> max({{ score }}) {{ "union all" if not loop.last }}
{% endfor %}
