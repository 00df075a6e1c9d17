{% set features = numeric_features() | list %}

with
    -- every pair, also one of which no customer has both
    pairs as (
        {% for feature in features[:-1] -%}
            {%- set feature_loop = loop -%}
            {% for other in features[loop.index :] -%}
                select
                    '{{ feature }}' as feature,
                    '{{ other }}' as other_feature
                    {{ "union all" if not (feature_loop.last and loop.last) }}
            {% endfor -%}
        {% endfor %}
    ),

    measured as (
        select distinct
            feature, other_feature, known_count, distinct_pair_count, is_exact, pearson, spearman
        from {{ ref("int_feature_pairs") }}
    ),

    final as (
        select
            pairs.feature,
            pairs.other_feature,
            coalesce(measured.known_count, 0) as customer_count,
            {%- for name in ("pearson", "spearman") %}
                -- rounding may carry a perfect correlation beyond 1
                case
                    when abs(measured.{{ name }}) > 1
                    then sign(measured.{{ name }})
                    else measured.{{ name }}
                end as {{ name }},
            {%- endfor %}
            taus.kendall_tau_b,
            coalesce(measured.distinct_pair_count, 0) as distinct_pair_count,
            coalesce(measured.is_exact, true) as is_exact
        from pairs
        -- left joins: see pairs
        left join measured using (feature, other_feature)
        left join {{ ref("ml_feature_kendall") }} as taus using (feature, other_feature)
    )

select *
from final
