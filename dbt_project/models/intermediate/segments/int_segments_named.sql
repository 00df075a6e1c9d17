{# the features of the recipes, which may describe a segment in words #}
{% set used = policy().recipes.values() | sum(start=[]) | map(attribute="feature") %}
{% set described_features = used | unique | list %}

{% set entries = recipe_features(policy("recipe")) %}
{% set unknown_segments = entries | map(attribute="unknown_segment_id") | select | list %}

{# in brackets behind the names of all but rfm and kmeans, so that no two algorithms share a name #}
{% set written_algorithms = {"dbscan": "DBSCAN", "ward": "Ward"} %}

{% set key = "algorithm, model_version, segment_id" %}

with
    profiles as (select * from {{ ref("int_segments_profiled") }} where is_at_fit),

    rules as (
        select priority, segment_id as named_segment_id, segment_name, recommended_action
        from {{ ref("segment_naming_rules") }}
    ),

    measures as (select * from {{ ref("int_segment_measures") }}),

    failed_rules as (
        select {{ key }}, conditions.priority
        from profiles
        cross join {{ ref("segment_naming_conditions") }} as conditions
        left join measures using ({{ key }}, measure)
        where
            measures.measure_value < conditions.min_value
            or measures.measure_value > conditions.max_value
            -- nothing is known
            or measures.measure_value is null
    ),

    -- the first rule whose every condition holds; RFM segments have names of their own
    rules_ranked as (
        select
            {{ key }},
            profiles.customer_count,
            rules.segment_name,
            rules.recommended_action,
            row_number() over (partition by {{ key }} order by rules.priority) as rule_rank
        from profiles
        cross join rules
        left join failed_rules using ({{ key }}, priority)
        where
            failed_rules.priority is null
            and profiles.algorithm <> 'rfm'
            and profiles.segment_id >= 0
            and rules.named_segment_id is null
    ),

    base_names as (
        select
            {{ key }},
            customer_count,
            segment_name,
            recommended_action,
            count(*) over (partition by algorithm, model_version, segment_name) as namesake_count
        from rules_ranked
        where rule_rank = 1
        union all
        -- who lacks a value; nobody may have been there at the fit
        select distinct
            profiles.algorithm,
            profiles.model_version,
            rules.named_segment_id as segment_id,
            0 as customer_count,
            rules.segment_name,
            rules.recommended_action,
            1 as namesake_count
        from profiles
        cross join rules
        where
            profiles.algorithm <> 'rfm'
            and rules.named_segment_id in ({{ (unknown_segments or ["null"]) | join(", ") }})
    ),

    -- namesakes are told apart by the feature in which they differ most
    namesakes as (
        select
            {{ key }},
            feature_traits.feature,
            feature_traits.higher_trait,
            feature_traits.lower_trait,
            measures.measure_value - avg({{ exact_decimal("measures.measure_value") }}) over (
                partition by algorithm, model_version, base_names.segment_name, measures.measure
            ) as difference
        from base_names
        inner join measures using ({{ key }})
        inner join
            {{ ref("feature_traits") }} as feature_traits
            on measures.measure = feature_traits.feature || '_z_score'
        where
            base_names.namesake_count > 1
            and feature_traits.feature in ('{{ described_features | join("', '") }}')
    ),

    qualifiers as (
        select
            {{ key }},
            case when difference >= 0 then higher_trait else lower_trait end as qualifier,
            row_number() over (
                partition by {{ key }} order by abs(difference) desc, feature
            ) as qualifier_rank
        from namesakes
    ),

    qualified as (
        select
            {{ key }},
            base_names.customer_count,
            base_names.recommended_action,
            replace(
                base_names.segment_name
                || ' ('
                || concat_ws(
                    ', ',
                    case
                        algorithm
                        {%- for algorithm in algorithms() if algorithm not in ("rfm", "kmeans") %}
                            when '{{ algorithm }}'
                            then '{{ written_algorithms.get(algorithm, algorithm) }}'
                        {%- endfor %}
                    end,
                    qualifiers.qualifier
                )
                || ')',
                ' ()',
                ''
            ) as segment_name
        from base_names
        -- left join: most segments have no namesake
        left join
            (select * from qualifiers where qualifier_rank = 1) as qualifiers using ({{ key }})
    ),

    -- at last by a number, from the largest
    numbered as (
        select
            *,
            row_number() over (
                partition by algorithm, model_version, segment_name
                order by customer_count desc, segment_id
            ) as name_number
        from qualified
    ),

    final as (
        select
            {{ key }},
            segment_name
            || case when name_number > 1 then ' ' || name_number else '' end as segment_name,
            recommended_action
        from numbered
        union all
        -- the whole grid: who is in none of its segments at the fit may be later
        select distinct
            'rfm' as algorithm,
            versions.model_version,
            rfm_segments.segment_id,
            rfm_segments.segment_name,
            rfm_segments.recommended_action
        from {{ ref("rfm_segments") }} as rfm_segments
        cross join {{ ref("int_model_versions") }} as versions
        where versions.algorithm = 'rfm'
    )

select *
from final
