{# Scores 2 to 5 and, for each, what must be reached; score 1 is for those who reach nothing. #}
{% set quantiles = policy_var("rfm_quantiles") %}

with
    features as (select * from {{ ref("int_customer_features_as_of") }}),

    fits as (
        select * from {{ ref("int_as_of_dates") }} where model_version is not null
    ),

    quantiles as (
        {% for quantile in quantiles -%}
            select
                fits.model_version,
                {{ loop.index + 1 }} as score,
                -- a low recency is good, so its quantiles count from the other end
                percentile_disc({{ (1 - quantile) | round(9) }}) within group (
                    order by features.recency_days
                ) as recency,
                cast(
                    {{ policy_var("rfm_frequency_thresholds")[loop.index0] }} as double
                ) as frequency,
                percentile_disc({{ quantile }}) within group (
                    order by features.spend_amount
                ) as monetary
            from features
            inner join fits on features.as_of_date = fits.as_of_date
            group by fits.model_version {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    final as (
        {% for dimension in ("recency", "frequency", "monetary") -%}
            select
                model_version,
                '{{ dimension }}' as dimension,
                score,
                cast({{ dimension }} as double) as threshold
            from quantiles {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from final
