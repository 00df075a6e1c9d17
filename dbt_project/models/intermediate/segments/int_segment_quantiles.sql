with
    customers as (
        select *
        from {{ ref("int_customer_segments") }} as segments
        inner join {{ ref("int_current_features") }} as features using (customer_key)
    ),

    -- equal values counted for all algorithms at once
    counted as (
        {% for feature in numeric_features() -%}
            select
                '{{ feature }}' as feature,
                cast({{ feature }} as double) as feature_value,
                {%- for algorithm in algorithms() %} {{ algorithm }}_segment_id, {%- endfor %}
                count(*) as customer_count
            from customers
            group by all {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    histograms as (
        {% for algorithm in algorithms() -%}
            select
                '{{ algorithm }}' as algorithm,
                {{ algorithm }}_segment_id as segment_id,
                feature,
                feature_value,
                sum(customer_count) as customer_count
            from counted
            group by 1, 2, 3, 4 {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    cumulative as (
        {{ cumulative_histogram("histograms", ["algorithm", "segment_id", "feature"]) }}
    ),

    -- the median is half-way between the two customers in the middle
    quantiles as (
        select
            algorithm,
            segment_id,
            feature,
            min(
                case when counted_so_far >= all_counted * 0.5 then feature_value end
            ) as lower_middle,
            min(
                case when counted_so_far >= all_counted * 0.5 + 0.5 then feature_value end
            ) as upper_middle,
            min(case when counted_so_far >= all_counted * 0.1 then feature_value end) as p10,
            min(case when counted_so_far >= all_counted * 0.9 then feature_value end) as p90
        from cumulative
        group by 1, 2, 3
    ),

    final as (
        select
            algorithm,
            segment_id,
            {{
                pivoted(
                    "feature",
                    numeric_features(),
                    {
                        "{}_median": "(lower_middle + upper_middle) / 2",
                        "{}_p10": "p10",
                        "{}_p90": "p90",
                    },
                )
            }}
        from quantiles
        group by 1, 2
    )

select *
from final
