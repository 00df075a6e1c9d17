{% set exact_value = exact_decimal("feature_value") %}

with
    histograms as (select * from {{ ref("int_feature_histograms") }}),

    summed as (
        select
            as_of_date,
            feature,
            sum(customer_count) as customer_count,
            sum(
                case when feature_value is not null then customer_count end
            ) as known_count,
            sum({{ exact_value }} * customer_count) as value_sum,
            sum(
                cast(power(cast({{ exact_value }} as double), 2) as decimal(38, 12))
                * customer_count
            ) as square_sum,
            min({{ exact_value }}) as lowest,
            max({{ exact_value }}) as highest
        from histograms
        group by as_of_date, feature
    ),

    -- of those who have a value; sums of decimals, so that the order of rows does not
    -- matter
    measured as (
        select
            as_of_date,
            feature,
            customer_count,
            {{ exact_mean("value_sum", "known_count") }} as feature_mean,
            case
                when lowest = highest
                then 0
                else
                    sqrt(
                        greatest(
                            cast(square_sum as double) / known_count
                            - power({{ exact_mean("value_sum", "known_count") }}, 2),
                            0
                        )
                    )
            end as feature_stddev
        from summed
    ),

    final as (
        select
            as_of_date,
            cast(max(customer_count) as bigint) as customer_count,
            {%- for feature in numeric_features() %}
                {%- for measure in ("mean", "stddev") %}
                    max(
                        case
                            when feature = '{{ feature }}' then feature_{{ measure }}
                        end
                    ) as {{ feature }}_{{ measure }}{{ "," if not loop.last }}
                {%- endfor %}
                {{- "," if not loop.last }}
            {%- endfor %}
        from measured
        group by as_of_date
    )

select *
from final
