with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }}),

    measured as (
        select
            as_of_date,
            feature,
            cast(sum(customer_count) as bigint) as customer_count,
            {{ moments(exact_decimal("feature_value")) }}
        from {{ ref("int_feature_histograms") }}
        group by 1, 2
    ),

    features as (
        select
            as_of_date,
            max(customer_count) as customer_count,
            {{
                pivoted(
                    "feature",
                    numeric_features(),
                    {"{}_mean": "mean_value", "{}_stddev": "stddev_value"},
                )
            }}
        from measured
        group by as_of_date
    ),

    final as (
        select
            as_of_dates.is_current,
            as_of_dates.is_history_step,
            as_of_dates.is_clustered,
            as_of_dates.is_scored,
            as_of_dates.first_training_weeks,
            features.*
        from features
        inner join as_of_dates using (as_of_date)
    )

select *
from final
