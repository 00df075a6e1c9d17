{{
    config(
        materialized="incremental",
        incremental_strategy="append",
        pre_hook="{{ delete_stale_dates() }}",
    )
}}
{% set features = numeric_features() %}

with
    as_of_dates as ({{ missing_dates() }}),

    features as (
        select * from ({{ customer_features_as_of("as_of_dates") }}) as features_as_of
    ),

    -- a customer without a value takes the mean of those who have one as of that date
    final as (
        select
            features.as_of_date,
            features.customer_unique_id,
            {%- for feature in features %}
                coalesce(
                    cast(features.{{ feature }} as double),
                    avg({{ exact_decimal("features." ~ feature) }}) over (
                        partition by features.as_of_date
                    ),
                    0
                ) as {{ feature }},
            {%- endfor %}
            features.mean_review_score is not null as has_review_score,
            as_of_dates.input_hash
        from features
        inner join as_of_dates on features.as_of_date = as_of_dates.as_of_date
    )

select *
from final
