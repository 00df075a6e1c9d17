with
    cumulative as (
        {{ cumulative_histogram(ref("int_feature_histograms"), ["as_of_date", "feature"]) }}
    ),

    final as (
        select
            as_of_date,
            {%- for quantile in policy("rfm_quantiles") %}
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
                    {{ policy("rfm_frequency_thresholds")[loop.index0] }} as double
                ) as order_count_{{ score }}{{ "," if not loop.last }}
            {%- endfor %}
        from cumulative
        where feature in ('recency_days', 'spend_amount')
        group by as_of_date
    )

select *
from final
