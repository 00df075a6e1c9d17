{% set features = numeric_features() %}
{# null again where a mean stands in for a missing value #}
{% set known_if = {
    "mean_item_price": "features.item_count > 0",
    "mean_review_score": "features.has_review_score",
} %}

with
    -- as of the current date, and of the fits, by which the segments are named
    as_of_dates as (
        select * from {{ ref("int_as_of_dates") }} where is_current or is_fit
    ),

    customer_segments as (
        select segments.*
        from {{ ref("int_customer_segments_unioned") }} as segments
        inner join as_of_dates on segments.as_of_date = as_of_dates.as_of_date
    ),

    customer_features as (
        select
            features.as_of_date,
            features.customer_unique_id,
            {%- for feature in features %}
                {% if feature in known_if -%}
                    case
                        when {{ known_if[feature] }} then features.{{ feature }}
                    end as {{ feature }}
                {%- else -%} features.{{ feature }}
                {%- endif %} {{ "," if not loop.last }}
            {%- endfor %}
        from {{ ref("int_customer_features_as_of") }} as features
        inner join as_of_dates on features.as_of_date = as_of_dates.as_of_date
    ),

    everybody as (
        select
            as_of_date,
            count(*) as customer_count,
            sum({{ exact_decimal("spend_amount") }}) as spend_amount,
            {%- for feature in features %}
                cast(avg({{ exact_decimal(feature) }}) as double) as {{ feature }}_mean,
                {{ exact_stddev(feature) }}
                as {{ feature }}_stddev{{ "," if not loop.last }}
            {%- endfor %}
        from customer_features
        group by as_of_date
    ),

    segments as (
        select
            customer_segments.algorithm,
            customer_segments.as_of_date,
            customer_segments.model_version,
            customer_segments.segment_id,
            customer_segments.is_noise,
            count(*) as customer_count,
            sum({{ exact_decimal("customer_features.spend_amount") }}) as spend_amount,
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
            on customer_segments.as_of_date = customer_features.as_of_date
            and customer_segments.customer_unique_id
            = customer_features.customer_unique_id
        group by
            customer_segments.algorithm,
            customer_segments.as_of_date,
            customer_segments.model_version,
            customer_segments.segment_id,
            customer_segments.is_noise
    ),

    final as (
        select
            segments.algorithm,
            segments.as_of_date,
            segments.model_version,
            segments.segment_id,
            segments.is_noise,
            segments.customer_count,
            cast(segments.customer_count as double)
            / everybody.customer_count as customer_share,
            segments.spend_amount,
            cast(segments.spend_amount as double)
            / nullif(cast(everybody.spend_amount as double), 0) as spend_share,
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
        inner join everybody on segments.as_of_date = everybody.as_of_date
    )

select *
from final
