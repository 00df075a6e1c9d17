{% set features = numeric_features() %}

with
    customer_segments as (select * from {{ ref("int_customer_segments_unioned") }}),

    customer_features as (select * from {{ ref("customer_features") }}),

    everybody as (
        select
            count(*) as customer_count,
            cast(sum(spend_amount) as double) as spend_amount,
            {%- for feature in features %}
                cast(avg({{ exact_decimal(feature) }}) as double) as {{ feature }}_mean,
                {{ exact_stddev(feature) }}
                as {{ feature }}_stddev{{ "," if not loop.last }}
            {%- endfor %}
        from customer_features
    ),

    segments as (
        select
            customer_segments.algorithm,
            customer_segments.segment_id,
            customer_segments.is_noise,
            count(*) as customer_count,
            sum(customer_features.spend_amount) as spend_amount,
            {%- for feature in features %}
                cast(
                    avg({{ exact_decimal("customer_features." ~ feature) }}) as double
                ) as {{ feature }}_mean,
                percentile_cont(0.5) within group (
                    order by cast(customer_features.{{ feature }} as double)
                ) as {{ feature }}_median{{ "," if not loop.last }}
            {%- endfor %}
        from customer_segments
        inner join
            customer_features
            on customer_segments.customer_unique_id
            = customer_features.customer_unique_id
        group by
            customer_segments.algorithm,
            customer_segments.segment_id,
            customer_segments.is_noise
    ),

    final as (
        select
            segments.algorithm,
            segments.segment_id,
            segments.is_noise,
            segments.customer_count,
            cast(segments.customer_count as double)
            / everybody.customer_count as customer_share,
            segments.spend_amount,
            cast(segments.spend_amount as double)
            / nullif(everybody.spend_amount, 0) as spend_share,
            {%- for feature in features %}
                segments.{{ feature }}_mean,
                segments.{{ feature }}_median,
                -- a feature that is the same for everybody distinguishes nobody
                case
                    when everybody.{{ feature }}_stddev > 0
                    then
                        (segments.{{ feature }}_mean - everybody.{{ feature }}_mean)
                        / everybody.{{ feature }}_stddev
                    else 0
                end as {{ feature }}_z_score{{ "," if not loop.last }}
            {%- endfor %}
        from segments
        cross join everybody
    )

select *
from final
