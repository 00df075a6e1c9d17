with
    profiles as (select * from {{ ref("int_segments_profiled") }} where is_current),

    final as (
        select
            profiles.algorithm,
            cast(profiles.segment_id as integer) as segment_id,
            names.segment_name,
            traits.distinguishing_traits,
            names.recommended_action,
            profiles.is_noise,
            cast(profiles.customer_count as integer) as customer_count,
            profiles.customer_share,
            cast(profiles.spend_amount as decimal(18, 2)) as spend_amount,
            profiles.spend_share,
            {%- for feature in numeric_features() %}
                profiles.{{ feature }}_mean,
                {%- for quantile in ("median", "p10", "p90") %}
                    quantiles.{{ feature }}_{{ quantile }},
                {%- endfor %}
                profiles.{{ feature }}_z_score{{ "," if not loop.last }}
            {%- endfor %}
        from profiles
        inner join {{ ref("int_segment_quantiles") }} as quantiles using (algorithm, segment_id)
        inner join {{ ref("int_segment_traits") }} as traits using (algorithm, segment_id)
        -- left join: a segment without a name must fail its test, not vanish
        left join
            {{ ref("int_segments_named") }} as names using (algorithm, model_version, segment_id)
    )

select *
from final
