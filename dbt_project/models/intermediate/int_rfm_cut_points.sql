{% set quantiles = policy_var("rfm_quantiles") %}

with
    as_of_dates as (
        select * from {{ ref("int_as_of_dates") }} where is_fit or is_stability_step
    ),

    features as (select * from {{ ref("int_customer_features_as_of") }}),

    final as (
        select
            features.as_of_date,
            {%- for quantile in quantiles %}
                -- a low recency is good, so its quantiles count from the other end
                percentile_disc({{ (1 - quantile) | round(9) }}) within group (
                    order by features.recency_days
                ) as recency_days_{{ loop.index + 1 }},
                cast(
                    {{ policy_var("rfm_frequency_thresholds")[loop.index0] }} as double
                ) as order_count_{{ loop.index + 1 }},
                percentile_disc({{ quantile }}) within group (
                    order by features.spend_amount
                ) as spend_amount_{{ loop.index + 1 }}{{ "," if not loop.last }}
            {%- endfor %}
        from features
        inner join as_of_dates on features.as_of_date = as_of_dates.as_of_date
        group by features.as_of_date
    )

select *
from final
