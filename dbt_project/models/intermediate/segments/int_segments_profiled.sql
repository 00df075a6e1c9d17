with
    as_of_dates as (select * from {{ ref("int_feature_means") }} where is_scored),

    -- rfm and kmeans at once, so that the customers are scored once
    versioned as (
        select
            as_of_date,
            rfm_version,
            kmeans_version,
            rfm_segment_id,
            kmeans_segment_id,
            {%- for feature in numeric_features() %}
                sum({{ exact_decimal(feature) }}) as {{ feature }}_sum,
                count({{ feature }}) as {{ feature }}_count,
            {%- endfor %}
            sum(case when order_count = 1 then 1 else 0 end) as one_order_count,
            count(*) as customer_count
        from ({{ scored_customers("as_of_dates") }}) as scored
        group by 1, 2, 3, 4, 5
    ),

    fitted_now as (
        select
            segments.as_of_date,
            {%- for algorithm in algorithms() if algorithm not in ("rfm", "kmeans") %}
                segments.{{ algorithm }}_segment_id,
            {%- endfor %}
            {%- for feature in numeric_features() %}
                sum({{ exact_decimal(feature) }}) as {{ feature }}_sum,
                count({{ feature }}) as {{ feature }}_count,
            {%- endfor %}
            sum(case when order_count = 1 then 1 else 0 end) as one_order_count,
            count(*) as customer_count
        from {{ ref("int_customer_segments") }} as segments
        inner join {{ ref("int_current_features") }} as features using (customer_key)
        group by all
    ),

    segments as (
        {% for algorithm, version in algorithms().items() -%}
            select
                '{{ algorithm }}' as algorithm,
                as_of_date,
                {{ version }} as model_version,
                {{ algorithm }}_segment_id as segment_id,
                {%- for feature in numeric_features() %}
                    sum({{ feature }}_sum) as {{ feature }}_sum,
                    sum({{ feature }}_count) as {{ feature }}_count,
                {%- endfor %}
                cast(sum(one_order_count) as double) as one_order_count,
                cast(sum(customer_count) as bigint) as customer_count
            from {{ "fitted_now" if version == "1" else "versioned" }}
            group by 1, 2, 3, 4 {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    final as (
        select
            segments.algorithm,
            segments.as_of_date,
            segments.model_version,
            segments.segment_id,
            everybody.is_current,
            everybody.is_history_step,
            -- a name stays as long as the version is in force
            versions.valid_from is not null
            or segments.algorithm not in ('rfm', 'kmeans') as is_at_fit,
            segments.algorithm = 'dbscan' and segments.segment_id = 0 as is_noise,
            segments.customer_count,
            cast(segments.customer_count as double) / everybody.customer_count as customer_share,
            segments.spend_amount_sum as spend_amount,
            cast(segments.spend_amount_sum as double) / nullif(
                cast(
                    sum(segments.spend_amount_sum) over (
                        partition by segments.algorithm, segments.as_of_date
                    ) as double
                ),
                0
            ) as spend_share,
            -- what it is beside everybody, where a z-score would say little: most features are
            -- skewed
            segments.one_order_count / segments.customer_count as one_order_share,
            {{ exact_mean("order_count_sum", "order_count_count") }}
            / everybody.order_count_mean as order_count_ratio,
            cast(item_count_sum as double)
            / cast(order_count_sum as double)
            * everybody.order_count_mean
            / nullif(everybody.item_count_mean, 0) as items_per_order_ratio,
            {%- for feature, rule in numeric_features().items() if rule.may_be_unknown %}
                cast({{ feature }}_count as double)
                / segments.customer_count as {{ feature }}_known_share,
            {%- endfor %}
            {%- for feature in numeric_features() %}
                {%- set sum, count = feature ~ "_sum", feature ~ "_count" %}
                {%- set mean = exact_mean(sum, "nullif(" ~ count ~ ", 0)") %}
                {{ mean }} as {{ feature }}_mean,
                -- a feature that is the same for everybody distinguishes nobody
                case
                    when {{ feature }}_stddev > 0
                    then ({{ mean }} - everybody.{{ feature }}_mean) / {{ feature }}_stddev
                    else 0
                end as {{ feature }}_z_score{{ "," if not loop.last }}
            {%- endfor %}
        from segments
        inner join as_of_dates as everybody using (as_of_date)
        -- left join: most dates are after the fit
        left join
            {{ ref("int_model_versions") }} as versions
            on segments.algorithm = versions.algorithm
            and segments.as_of_date = versions.valid_from
    )

select *
from final
