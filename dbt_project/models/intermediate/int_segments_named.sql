with
    profiles as (select * from {{ ref("int_segments_profiled") }}),

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
            segment_id,
            'is_noise' as measure,
            case when is_noise then 1.0 else 0.0 end as measure_value
        from profiles
        union all
        select
            algorithm,
            segment_id,
            'customer_share' as measure,
            customer_share as measure_value
        from profiles
        union all
        select
            algorithm,
            segment_id,
            'spend_share' as measure,
            spend_share as measure_value
        from profiles
        {%- for feature in numeric_features() %}
            union all
            select
                algorithm,
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
        select distinct measures.algorithm, measures.segment_id, conditions.priority
        from conditions
        inner join measures on conditions.measure = measures.measure
        where
            measures.measure_value < conditions.min_value
            or measures.measure_value > conditions.max_value
    ),

    -- the first rule whose every condition holds
    rules_ranked as (
        select
            profiles.algorithm,
            profiles.segment_id,
            rules.segment_name,
            rules.recommended_action,
            row_number() over (
                partition by profiles.algorithm, profiles.segment_id
                order by rules.priority
            ) as rule_rank
        from profiles
        cross join rules
        left join
            failed_rules
            on profiles.algorithm = failed_rules.algorithm
            and profiles.segment_id = failed_rules.segment_id
            and rules.priority = failed_rules.priority
        where failed_rules.priority is null
    ),

    -- the features of the recipes in which the segment is furthest from everybody
    traits_ranked as (
        select
            measures.algorithm,
            measures.segment_id,
            case
                when measures.measure_value >= 0
                then feature_traits.high_trait
                else feature_traits.low_trait
            end as trait,
            row_number() over (
                partition by measures.algorithm, measures.segment_id
                order by abs(measures.measure_value) desc, measures.measure
            ) as trait_rank
        from measures
        inner join
            feature_traits on measures.measure = feature_traits.feature || '_z_score'
        where
            feature_traits.feature in (
                {%- for feature in all_recipe_features() -%}
                    '{{ feature }}'{{ ", " if not loop.last }}
                {%- endfor -%}
            )
    ),

    traits as (
        select
            algorithm,
            segment_id,
            max(case when trait_rank = 1 then trait end) as first_trait,
            max(case when trait_rank = 2 then trait end) as second_trait
        from traits_ranked
        group by algorithm, segment_id
    ),

    base_names as (
        select
            profiles.algorithm,
            profiles.segment_id,
            profiles.customer_count,
            coalesce(
                rfm_segments.segment_name, rules_ranked.segment_name
            ) as segment_name,
            coalesce(
                rfm_segments.recommended_action, rules_ranked.recommended_action
            ) as recommended_action,
            traits.first_trait,
            traits.first_trait
            || coalesce(', ' || traits.second_trait, '') as distinguishing_traits
        from profiles
        inner join
            rules_ranked
            on profiles.algorithm = rules_ranked.algorithm
            and profiles.segment_id = rules_ranked.segment_id
            and rules_ranked.rule_rank = 1
        -- left join: only RFM segments have names of their own
        left join
            rfm_segments
            on profiles.algorithm = 'rfm'
            and profiles.segment_id = rfm_segments.segment_id
        inner join
            traits
            on profiles.algorithm = traits.algorithm
            and profiles.segment_id = traits.segment_id
    ),

    -- segments that fall under the same rule are told apart by their first trait ...
    names_with_trait as (
        select
            *,
            segment_name || case
                when count(*) over (partition by algorithm, segment_name) > 1
                then ' (' || first_trait || ')'
                else ''
            end as name_with_trait
        from base_names
    ),

    -- ... and if that is the same too, numbered from the largest
    names_numbered as (
        select
            *,
            row_number() over (
                partition by algorithm, name_with_trait
                order by customer_count desc, segment_id
            ) as name_number
        from names_with_trait
    ),

    final as (
        select
            algorithm,
            segment_id,
            name_with_trait || case
                when name_number > 1 then ' ' || name_number else ''
            end as segment_name,
            recommended_action,
            distinguishing_traits
        from names_numbered
    )

select *
from final
