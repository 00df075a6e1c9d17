with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_current),

    customers as (
        select
            segments.rfm_segment_id,
            segments.kmeans_segment_id,
            segments.dbscan_segment_id,
            segments.ward_segment_id,
            {%- for feature in numeric_features() %}
                cast(features.{{ feature }} as double) as {{ feature }}
                {{- "," if not loop.last }}
            {%- endfor %}
        from {{ ref("int_customer_segments") }} as segments
        inner join
            ({{ customer_features_as_of("as_of_dates") }}) as features
            on segments.customer_key = features.customer_key
    ),

    -- equal values counted for all algorithms at once
    counted as (
        {% for feature in numeric_features() -%}
            select
                '{{ feature }}' as feature,
                {{ feature }} as feature_value,
                rfm_segment_id,
                kmeans_segment_id,
                dbscan_segment_id,
                ward_segment_id,
                count(*) as customer_count
            from customers
            group by
                {{ feature }},
                rfm_segment_id,
                kmeans_segment_id,
                dbscan_segment_id,
                ward_segment_id {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    histograms as (
        {% for algorithm in ("rfm", "kmeans", "dbscan", "ward") -%}
            select
                '{{ algorithm }}' as algorithm,
                {{ algorithm }}_segment_id as segment_id,
                feature,
                feature_value,
                sum(customer_count) as customer_count
            from counted
            group by
                {{ algorithm }}_segment_id,
                feature,
                feature_value {{ "union all" if not loop.last }}
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
            (
                min(
                    case when counted_so_far >= all_counted * 0.5 then feature_value end
                ) + min(
                    case
                        when counted_so_far >= all_counted * 0.5 + 0.5
                        then feature_value
                    end
                )
            )
            / 2 as median_value
        from cumulative
        group by algorithm, segment_id, feature
    ),

    final as (
        select
            algorithm,
            segment_id,
            {%- for feature in numeric_features() %}
                max(
                    case when feature = '{{ feature }}' then median_value end
                ) as {{ feature }}_median{{ "," if not loop.last }}
            {%- endfor %}
        from medians
        group by algorithm, segment_id
    )

select *
from final
