{# the features of the recipes, which may describe a segment in words #}
{% set used = policy().recipes.values() | sum(start=[]) | map(attribute="feature") %}
{% set described_features = used | unique | list %}
{% set features = recipe_features(policy("recipe")) | map(attribute="feature") | list %}

with
    z_scores as (
        {% for feature in described_features -%}
            select
                profiles.algorithm,
                profiles.segment_id,
                '{{ feature }}' as feature,
                profiles.{{ feature }}_z_score as z_score,
                profiles.{{ feature }}_mean as mean_value,
                quantiles.{{ feature }}_median as median_value
            from {{ ref("int_segments_profiled") }} as profiles
            inner join {{ ref("int_segment_quantiles") }} as quantiles using (algorithm, segment_id)
            where
                profiles.is_current
                {%- if numeric_features()[feature].may_be_unknown and feature not in features %}
                    -- of what most do not have, nothing is said
                    and profiles.{{ feature }}_known_share >= 0.5
                {%- endif %}
                {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    -- from the feature in which the segment is furthest from everybody
    ranked as (
        select
            z_scores.algorithm,
            z_scores.segment_id,
            -- a trait is told if it is a quarter of a standard deviation, and how much it is
            case
                when z_scores.z_score >= 0.25
                then feature_traits.high_trait
                when z_scores.z_score <= -0.25
                then feature_traits.low_trait
            end
            || ' ('
            || replace(
                replace(feature_traits.figure_text, '{2}', '{{ shop().review_scale[1] }}'),
                '{1}',
                case
                    feature_traits.figure
                    when 'median'
                    then cast(cast(round(z_scores.median_value) as bigint) as varchar)
                    else printf('%.1f', z_scores.mean_value)
                end
            )
            || ')' as trait,
            row_number() over (
                partition by z_scores.algorithm, z_scores.segment_id
                order by abs(z_scores.z_score) desc nulls last, z_scores.feature
            ) as trait_rank
        from z_scores
        inner join {{ ref("feature_traits") }} as feature_traits using (feature)
    ),

    final as (
        select
            algorithm,
            segment_id,
            coalesce(
                max(case when trait_rank = 1 then trait end)
                || coalesce(', ' || max(case when trait_rank = 2 then trait end), ''),
                'close to the average'
            ) as distinguishing_traits
        from ranked
        group by 1, 2
    )

select *
from final
