{% set features = numeric_features() %}

with
    -- as of the current date, and of the fits, by which the segments are named
    as_of_dates as (
        select * from {{ ref("int_as_of_dates") }} where is_current or is_fit
    ),

    everybody as (select * from {{ ref("int_feature_means") }}),

    segments as (
        select
            summed.*,
            sum(summed.spend_amount_sum) over (
                partition by summed.algorithm, summed.as_of_date
            ) as all_spend_amount
        from {{ ref("int_segments_summed") }} as summed
        inner join as_of_dates on summed.as_of_date = as_of_dates.as_of_date
    ),

    final as (
        select
            segments.algorithm,
            segments.as_of_date,
            segments.model_version,
            segments.segment_id,
            segments.algorithm = 'dbscan' and segments.segment_id = 0 as is_noise,
            segments.customer_count,
            cast(segments.customer_count as double)
            / everybody.customer_count as customer_share,
            segments.spend_amount_sum as spend_amount,
            cast(segments.spend_amount_sum as double)
            / nullif(cast(segments.all_spend_amount as double), 0) as spend_share,
            {%- for feature in features %}
                {%- set segment_mean -%}
                    {{
                        exact_mean(
                            "segments." ~ feature ~ "_sum",
                            "nullif(segments." ~ feature ~ "_count, 0)",
                        )
                    }}
                {%- endset %}
                {{ segment_mean }} as {{ feature }}_mean,
                -- a feature that is the same for everybody distinguishes nobody
                case
                    when everybody.{{ feature }}_stddev > 0
                    then
                        ({{ segment_mean }} - everybody.{{ feature }}_mean)
                        / everybody.{{ feature }}_stddev
                    else 0
                end as {{ feature }}_z_score{{ "," if not loop.last }}
            {%- endfor %}
        from segments
        inner join everybody on segments.as_of_date = everybody.as_of_date
    )

select *
from final
