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

    -- half-way between the two customers in the middle
    medians as (
        select
            algorithm,
            segment_id,
            feature,
            min(
                case when counted_so_far >= all_counted * 0.5 then feature_value end
            ) as lower_middle,
            min(
                case when counted_so_far >= all_counted * 0.5 + 0.5 then feature_value end
            ) as upper_middle
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
                    {"{}_median": "(lower_middle + upper_middle) / 2"},
                )
            }}
        from medians
        group by 1, 2
    )

select *
from final
