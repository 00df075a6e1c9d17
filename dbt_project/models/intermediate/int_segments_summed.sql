{% set features = numeric_features() %}

with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_scored),

    current_date_found as (select * from as_of_dates where is_current),

    -- both algorithms at once, so that the customers are scored once
    versioned as (
        select
            as_of_date,
            model_version,
            rfm_segment_id,
            kmeans_segment_id,
            {{ feature_sums("scored") }}
        from ({{ scored_customers("as_of_dates") }}) as scored
        group by as_of_date, model_version, rfm_segment_id, kmeans_segment_id
    ),

    fitted_now as (
        select
            segments.as_of_date,
            1 as model_version,
            segments.dbscan_segment_id,
            segments.ward_segment_id,
            {{ feature_sums("features") }}
        from {{ ref("int_customer_segments") }} as segments
        inner join
            ({{ customer_features_as_of("current_date_found") }}) as features
            on segments.customer_key = features.customer_key
        group by
            segments.as_of_date, segments.dbscan_segment_id, segments.ward_segment_id
    ),

    final as (
        {% for algorithm, relation in (
            ("rfm", "versioned"),
            ("kmeans", "versioned"),
            ("dbscan", "fitted_now"),
            ("ward", "fitted_now"),
        ) -%}
            select
                '{{ algorithm }}' as algorithm,
                as_of_date,
                model_version,
                {{ algorithm }}_segment_id as segment_id,
                cast(sum(customer_count) as bigint) as customer_count,
                {%- for feature in features %}
                    sum({{ feature }}_sum) as {{ feature }}_sum,
                    cast(
                        sum({{ feature }}_count) as bigint
                    ) as {{ feature }}_count{{ "," if not loop.last }}
                {%- endfor %}
            from {{ relation }}
            group by
                as_of_date,
                model_version,
                {{ algorithm }}_segment_id {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from final
