with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_current),

    profiles as (
        select profiles.*
        from {{ ref("int_segments_profiled") }} as profiles
        inner join as_of_dates on profiles.as_of_date = as_of_dates.as_of_date
    ),

    medians as (select * from {{ ref("int_segment_medians") }}),

    names as (select * from {{ ref("int_segments_named") }}),

    final as (
        select
            profiles.algorithm,
            cast(profiles.segment_id as integer) as segment_id,
            names.segment_name,
            names.distinguishing_traits,
            names.recommended_action,
            profiles.is_noise,
            cast(profiles.customer_count as integer) as customer_count,
            profiles.customer_share,
            cast(profiles.spend_amount as decimal(18, 2)) as spend_amount,
            profiles.spend_share,
            {%- for feature in numeric_features() %}
                profiles.{{ feature }}_mean,
                medians.{{ feature }}_median,
                profiles.{{ feature }}_z_score{{ "," if not loop.last }}
            {%- endfor %}
        from profiles
        inner join
            medians
            on profiles.algorithm = medians.algorithm
            and profiles.segment_id = medians.segment_id
        -- left join: a segment without a name must fail its test, not vanish
        left join
            names
            on profiles.algorithm = names.algorithm
            and profiles.model_version = names.model_version
            and profiles.segment_id = names.segment_id
    )

select *
from final
