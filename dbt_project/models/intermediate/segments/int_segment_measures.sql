{# What a naming rule may ask of a segment, by its profile as of the fit. Nothing is said of a feature
   that is the same for everybody, nor of one outside of the recipe that most of the segment lack; what
   is not said has no row, and holds for no rule. #}
{% set features = recipe_features(policy("recipe")) | map(attribute="feature") | list %}
{% set lowest, highest = shop().review_scale %}
{% set level = "(mean_review_score_mean - {}) / {}".format(lowest, highest - lowest) %}
{% set key = "algorithm, model_version, segment_id" %}

with
    profiles as (
        select
            profiles.*,
            {%- for feature in numeric_features() %}
                everybody.{{ feature }}_stddev{{ "," if not loop.last }}
            {%- endfor %}
        from {{ ref("int_segments_profiled") }} as profiles
        inner join {{ ref("int_feature_means") }} as everybody using (as_of_date)
        where profiles.is_at_fit
    ),

    measures as (
        {% for measure, expression in {
            "is_noise": "case when is_noise then 1 else 0 end",
            "customer_share": "customer_share",
            "spend_share": "spend_share",
            "spend_ratio": "spend_share / customer_share",
            "one_order_share": "one_order_share",
            "order_count_ratio": "order_count_ratio",
            "items_per_order_ratio": "items_per_order_ratio",
        }.items() -%}
            select
                {{ key }},
                '{{ measure }}' as measure,
                cast({{ expression }} as double) as measure_value
            from profiles
            union all
        {% endfor -%}
        {% for feature, rule in numeric_features().items() -%}
            {%- set told = [feature ~ "_stddev > 0"] -%}
            {%- if rule.may_be_unknown and feature not in features -%}
                {%- do told.append(feature ~ "_known_share >= 0.5") -%}
            {%- endif -%}
            {%- set expressions = {
                feature ~ "_mean": feature ~ "_mean",
                feature ~ "_z_score": feature ~ "_z_score",
            } -%}
            {%- if feature == "mean_review_score" -%}
                {%- do expressions.update({"mean_review_score_level": level}) -%}
            {%- endif -%}
            {%- for measure, expression in expressions.items() %}
                select
                    {{ key }},
                    '{{ measure }}' as measure,
                    case when {{ told | join(" and ") }} then {{ expression }} end as measure_value
                from profiles {{ "union all" if not loop.last }}
                {%- endfor %} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    final as (select * from measures where measure_value is not null)

select *
from final
