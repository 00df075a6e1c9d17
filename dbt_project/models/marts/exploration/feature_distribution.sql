{% set key = "recipe, feature, stage" %}
{% set quartiles = {"first_quartile": 0.25, "median_value": 0.5, "third_quartile": 0.75} %}

with
    stages as (select * from {{ ref("int_feature_stages") }}),

    counted as ({{ cumulative_histogram("stages", ["recipe", "feature", "stage"]) }}),

    -- sums run in the order of the values: the same in every build
    centres as (
        select
            {{ key }},
            max(all_counted) as customer_count,
            min(feature_value) as min_value,
            max(feature_value) as max_value,
            case
                when min(feature_value) = max(feature_value)
                then min(feature_value)
                else fsum(feature_value * customer_count order by feature_value) / max(all_counted)
            end as mean_value,
            {%- for name, share in quartiles.items() %}
                {%- set position = "{} * (all_counted - 1)".format(share) %}
                {%- for end in ("floor", "ceil") %}
                    min(
                        case when counted_so_far > {{ end }} ({{ position }}) then feature_value end
                    ) as {{ name }}_{{ end }},
                {%- endfor %}
                max({{ position }} - floor({{ position }})) as {{ name }}_part
                {{- "," if not loop.last }}
            {%- endfor %}
        from counted
        group by {{ key }}
    ),

    boxes as (
        select
            *,
            {%- for name in quartiles %}
                {{ name }}_floor
                + ({{ name }}_ceil - {{ name }}_floor) * {{ name }}_part as {{ name }},
            {%- endfor %}
            -- a value at the fence is no outlier, and rounding must not make it one
            1.5 * (third_quartile - first_quartile) + 1e-9 * (max_value - min_value) as reach
        from centres
    ),

    spreads as (
        select
            {{ key }},
            min(
                case when feature_value >= first_quartile - reach then feature_value end
            ) as whisker_low,
            max(
                case when feature_value <= third_quartile + reach then feature_value end
            ) as whisker_high,
            sum(
                case
                    when
                        feature_value < first_quartile - reach
                        or feature_value > third_quartile + reach
                    then counted.customer_count
                    else 0
                end
            ) as outlier_count,
            {%- for power in (2, 3, 4) %}
                fsum(
                    counted.customer_count * power(feature_value - mean_value, {{ power }})
                    order by feature_value
                ) as power_sum_{{ power }}{{ "," if not loop.last }}
            {%- endfor %}
        from counted
        inner join boxes using ({{ key }})
        group by {{ key }}
    ),

    -- also of a feature that nobody has a value of
    totals as (
        select
            {{ key }},
            sum(case when feature_value is null then customer_count else 0 end) as missing_count
        from stages
        group by {{ key }}
    ),

    figures as (
        select
            *,
            cast(boxes.customer_count as double) as n,
            -- of equal values nothing but the mean is defined
            nullif(power_sum_2, 0) as squares
        from totals
        -- left joins: see totals
        left join boxes using ({{ key }})
        left join spreads using ({{ key }})
    ),

    final as (
        select
            recipe,
            feature,
            stage,
            cast(coalesce(customer_count, 0) as bigint) as customer_count,
            cast(missing_count as bigint) as missing_count,
            min_value,
            whisker_low,
            first_quartile,
            median_value,
            third_quartile,
            whisker_high,
            max_value,
            mean_value,
            case when n > 1 then sqrt(power_sum_2 / (n - 1)) end as stddev_value,
            cast(coalesce(outlier_count, 0) as bigint) as outlier_count,
            outlier_count / n as outlier_share,
            case
                when n > 2 then n * sqrt(n - 1) / (n - 2) * power_sum_3 / (squares * sqrt(squares))
            end as skewness,
            case
                when n > 3
                then
                    n * (n + 1) * (n - 1) / ((n - 2) * (n - 3)) * power_sum_4 / (squares * squares)
                    - 3 * power(n - 1, 2) / ((n - 2) * (n - 3))
            end as excess_kurtosis
        from figures
    )

select *
from final
