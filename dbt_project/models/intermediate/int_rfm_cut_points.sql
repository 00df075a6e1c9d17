{% set quantiles = policy_var("rfm_quantiles") %}

with
    as_of_dates as (
        select * from {{ ref("int_as_of_dates") }} where is_fit or is_stability_step
    ),

    histograms as (
        select histograms.*
        from {{ ref("int_feature_histograms") }} as histograms
        inner join as_of_dates on histograms.as_of_date = as_of_dates.as_of_date
        where histograms.feature in ('recency_days', 'spend_amount')
    ),

    cumulative as ({{ cumulative_histogram("histograms", ["as_of_date", "feature"]) }}),

    final as (
        select
            as_of_date,
            {%- for quantile in quantiles %}
                {%- set score = loop.index + 1 %}
                -- a low recency is good, so its quantiles count from the other end
                {%- for feature, share in (
                    ("recency_days", (1 - quantile) | round(9)),
                    ("spend_amount", quantile),
                ) %}
                    min(
                        case
                            when
                                feature = '{{ feature }}'
                                and counted_so_far >= all_counted * {{ share }}
                            then feature_value
                        end
                    ) as {{ feature }}_{{ score }},
                {%- endfor %}
                cast(
                    {{ policy_var("rfm_frequency_thresholds")[loop.index0] }} as double
                ) as order_count_{{ score }}{{ "," if not loop.last }}
            {%- endfor %}
        from cumulative
        group by as_of_date
    )

select *
from final
