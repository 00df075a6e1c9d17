with
    models as (select * from {{ ref("segmentation_models") }}),

    -- as of the fit: a name stays as long as the version is in force
    profiles as (
        select profiles.*
        from {{ ref("int_segments_profiled") }} as profiles
        inner join
            models
            on profiles.algorithm = models.algorithm
            and profiles.as_of_date = models.fitted_as_of_date
    ),

    rules as (select * from {{ ref("segment_naming_rules") }}),

    feature_traits as (select * from {{ ref("feature_traits") }}),

    rfm_segments as (
        select distinct segment_id, segment_name, recommended_action
        from {{ ref("rfm_segments") }}
    ),

    -- what a rule may ask about, one row per segment and measure
    measures as (
        select
            algorithm,
            model_version,
            segment_id,
            'is_noise' as measure,
            case when is_noise then 1.0 else 0.0 end as measure_value
        from profiles
        union all
        select
            algorithm,
            model_version,
            segment_id,
            'customer_share' as measure,
            customer_share as measure_value
        from profiles
        union all
        select
            algorithm,
            model_version,
            segment_id,
            'spend_share' as measure,
            spend_share as measure_value
        from profiles
        {%- for feature in numeric_features() %}
            union all
            select
                algorithm,
                model_version,
                segment_id,
                '{{ feature }}_z_score' as measure,
                {{ feature }}_z_score as measure_value
            from profiles
        {%- endfor %}
    ),

    conditions as (
        {% for slot in (1, 2, 3) -%}
            select
                priority,
                measure_{{ slot }} as measure,
                min_{{ slot }} as min_value,
                max_{{ slot }} as max_value
            from rules
            where measure_{{ slot }} is not null {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    failed_rules as (
        select distinct
            measures.algorithm,
            measures.model_version,
            measures.segment_id,
            conditions.priority
        from conditions
        inner join measures on conditions.measure = measures.measure
        where
            measures.measure_value < conditions.min_value
            or measures.measure_value > conditions.max_value
            -- nothing can be said of a segment in which nobody has a value
            or measures.measure_value is null
    ),

    -- the first rule whose every condition holds
    rules_ranked as (
        select
            profiles.algorithm,
            profiles.model_version,
            profiles.segment_id,
            rules.segment_name,
            rules.recommended_action,
            row_number() over (
                partition by
                    profiles.algorithm, profiles.model_version, profiles.segment_id
                order by rules.priority
            ) as rule_rank
        from profiles
        cross join rules
        left join
            failed_rules
            on profiles.algorithm = failed_rules.algorithm
            and profiles.model_version = failed_rules.model_version
            and profiles.segment_id = failed_rules.segment_id
            and rules.priority = failed_rules.priority
        where failed_rules.priority is null
    ),

    -- the features of the recipes, which may describe a segment in words
    described as (
        select
            measures.algorithm,
            measures.model_version,
            measures.segment_id,
            feature_traits.feature,
            feature_traits.high_trait,
            feature_traits.low_trait,
            feature_traits.higher_trait,
            feature_traits.lower_trait,
            measures.measure_value as z_score
        from measures
        inner join
            feature_traits on measures.measure = feature_traits.feature || '_z_score'
        where
            measures.measure_value is not null
            and feature_traits.feature in (
                {%- for feature in all_recipe_features() -%}
                    '{{ feature }}'{{ ", " if not loop.last }}
                {%- endfor -%}
            )
    ),

    -- those in which the segment is furthest from everybody, if it is at all
    traits_ranked as (
        select
            algorithm,
            model_version,
            segment_id,
            case when z_score >= 0 then high_trait else low_trait end as trait,
            row_number() over (
                partition by algorithm, model_version, segment_id
                order by abs(z_score) desc, feature
            ) as trait_rank
        from described
        where abs(z_score) >= 0.25
    ),

    traits as (
        select
            algorithm,
            model_version,
            segment_id,
            max(case when trait_rank = 1 then trait end) || coalesce(
                ', ' || max(case when trait_rank = 2 then trait end), ''
            ) as distinguishing_traits
        from traits_ranked
        group by algorithm, model_version, segment_id
    ),

    -- RFM segments have names of their own
    base_names as (
        select
            profiles.algorithm,
            profiles.model_version,
            profiles.segment_id,
            profiles.customer_count,
            rules_ranked.segment_name,
            rules_ranked.recommended_action,
            count(*) over (
                partition by
                    profiles.algorithm,
                    profiles.model_version,
                    rules_ranked.segment_name
            ) as namesake_count
        from profiles
        inner join
            rules_ranked
            on profiles.algorithm = rules_ranked.algorithm
            and profiles.model_version = rules_ranked.model_version
            and profiles.segment_id = rules_ranked.segment_id
            and rules_ranked.rule_rank = 1
        where profiles.algorithm <> 'rfm'
    ),

    -- segments under the same rule are told apart by what sets them apart from each
    -- other ...
    namesakes as (
        select
            base_names.algorithm,
            base_names.model_version,
            base_names.segment_id,
            described.feature,
            described.higher_trait,
            described.lower_trait,
            described.z_score - avg({{ exact_decimal("described.z_score") }}) over (
                partition by
                    base_names.algorithm,
                    base_names.model_version,
                    base_names.segment_name,
                    described.feature
            ) as distance_to_namesakes
        from base_names
        inner join
            described
            on base_names.algorithm = described.algorithm
            and base_names.model_version = described.model_version
            and base_names.segment_id = described.segment_id
        where base_names.namesake_count > 1
    ),

    namesakes_ranked as (
        select
            algorithm,
            model_version,
            segment_id,
            case
                when distance_to_namesakes >= 0 then higher_trait else lower_trait
            end as trait,
            row_number() over (
                partition by algorithm, model_version, segment_id
                order by abs(distance_to_namesakes) desc, feature
            ) as trait_rank
        from namesakes
    ),

    qualifiers as (
        select
            algorithm,
            model_version,
            segment_id,
            max(case when trait_rank = 1 then trait end) as first_trait,
            max(case when trait_rank = 2 then trait end) as second_trait
        from namesakes_ranked
        group by algorithm, model_version, segment_id
    ),

    names_with_trait as (
        select
            base_names.algorithm,
            base_names.model_version,
            base_names.segment_id,
            base_names.customer_count,
            base_names.segment_name,
            base_names.recommended_action,
            qualifiers.first_trait,
            qualifiers.second_trait,
            count(*) over (
                partition by
                    base_names.algorithm,
                    base_names.model_version,
                    base_names.segment_name,
                    qualifiers.first_trait
            ) as namesake_count
        from base_names
        -- left join: most segments have no namesake
        left join
            qualifiers
            on base_names.algorithm = qualifiers.algorithm
            and base_names.model_version = qualifiers.model_version
            and base_names.segment_id = qualifiers.segment_id
    ),

    -- ... by a second trait if the first is the same ...
    names_with_traits as (
        select
            algorithm,
            model_version,
            segment_id,
            customer_count,
            recommended_action,
            segment_name || case
                when first_trait is null
                then ''
                when namesake_count > 1 and second_trait is not null
                then ' (' || first_trait || ', ' || second_trait || ')'
                else ' (' || first_trait || ')'
            end as segment_name
        from names_with_trait
    ),

    -- ... and by a number, from the largest, if that is the same too
    names_numbered as (
        select
            *,
            row_number() over (
                partition by algorithm, model_version, segment_name
                order by customer_count desc, segment_id
            ) as name_number
        from names_with_traits
    ),

    all_names as (
        select
            algorithm,
            model_version,
            segment_id,
            segment_name || case
                when name_number > 1 then ' ' || name_number else ''
            end as segment_name,
            recommended_action
        from names_numbered
        union all
        -- the whole grid: who is in none of its segments at the fit may be later
        select
            models.algorithm,
            models.model_version,
            rfm_segments.segment_id,
            rfm_segments.segment_name,
            rfm_segments.recommended_action
        from rfm_segments
        inner join models on models.algorithm = 'rfm'
    ),

    final as (
        select
            all_names.algorithm,
            all_names.model_version,
            all_names.segment_id,
            all_names.segment_name,
            all_names.recommended_action,
            coalesce(
                traits.distinguishing_traits, 'close to the average'
            ) as distinguishing_traits
        from all_names
        -- left join: a segment may have nothing that distinguishes it
        left join
            traits
            on all_names.algorithm = traits.algorithm
            and all_names.model_version = traits.model_version
            and all_names.segment_id = traits.segment_id
    )

select *
from final
