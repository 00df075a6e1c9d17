with
    as_of_dates as (select * from {{ ref("int_feature_means") }} where is_history_step),

    -- a segment by its id and name, as one small number
    names as (
        select
            algorithm,
            model_version,
            segment_id,
            segment_name,
            dense_rank() over (order by algorithm, segment_id, segment_name) as name_number
        from {{ ref("int_segments_named") }}
        where algorithm in ('rfm', 'kmeans')
    ),

    steps as (
        select
            scored.as_of_date,
            scored.model_version,
            scored.customer_key,
            scored.spend_amount,
            -- a segment without a name must fail its test, not lose its customers
            coalesce(rfm.name_number, 0) as rfm_number,
            coalesce(kmeans.name_number, 0) as kmeans_number
        from ({{ scored_customers("as_of_dates") }}) as scored
        {%- for algorithm in ("rfm", "kmeans") %}
            left join
                names as {{ algorithm }}
                on {{ algorithm }}.algorithm = '{{ algorithm }}'
                and scored.model_version = {{ algorithm }}.model_version
                and scored.{{ algorithm }}_segment_id = {{ algorithm }}.segment_id
        {%- endfor %}
    ),

    -- a customer once known stays known, so that the last row is of the last step
    steps_compared as (
        select
            *,
            lag(rfm_number) over by_step as last_rfm_number,
            lag(kmeans_number) over by_step as last_kmeans_number
        from steps
        window by_step as (partition by customer_key order by as_of_date)
    ),

    changes as (
        {% for algorithm in ("rfm", "kmeans") -%}
            select
                '{{ algorithm }}' as algorithm,
                as_of_date,
                model_version,
                customer_key,
                spend_amount,
                {{ algorithm }}_number as name_number,
                last_{{ algorithm }}_number as last_name_number
            from steps_compared
            where
                {{ algorithm }}_number is distinct from last_{{ algorithm }}_number
                {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    numbers as (select distinct name_number, segment_id, segment_name from names),

    final as (
        select
            changes.algorithm,
            changes.as_of_date,
            changes.model_version,
            changes.customer_key,
            changes.spend_amount,
            segments.segment_id,
            segments.segment_name,
            last_segments.segment_id as last_segment_id,
            last_segments.segment_name as last_segment_name
        from changes
        -- left joins: customers who enter had no segment
        left join numbers as segments using (name_number)
        left join numbers as last_segments on changes.last_name_number = last_segments.name_number
    )

select *
from final
