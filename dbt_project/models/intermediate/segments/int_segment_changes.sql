with
    history_steps as (
        select *, lag(as_of_date) over (order by as_of_date) as last_as_of_date
        from {{ ref("int_feature_means") }}
        where is_history_step
    ),

    -- where a version took over since the last step, customers are placed by the old one as well,
    -- so
    -- that what the refit did can be told from what they did
    as_of_dates as (
        select *, as_of_date as version_date
        from history_steps
        union all
        select *, last_as_of_date as version_date
        from history_steps
        where
            exists (
                select *
                from {{ ref("int_model_versions") }} as versions
                where
                    versions.valid_from > history_steps.last_as_of_date
                    and versions.valid_from <= history_steps.as_of_date
            )
    ),

    -- a segment by its id and name, as one small number
    names as (
        select
            algorithm,
            model_version,
            segment_id,
            segment_name,
            dense_rank() over (order by algorithm, segment_id, segment_name) as name_number
        from {{ ref("int_segments_named") }}
    ),

    steps as (
        select
            scored.as_of_date,
            scored.customer_key,
            scored.spend_amount,
            scored.version_date,
            scored.version_date < scored.as_of_date as is_by_old_version,
            scored.changed_date > scored.last_as_of_date as has_changed,
            {%- for algorithm in ("rfm", "kmeans") %}
                scored.{{ algorithm }}_version,
                -- a segment without a name must fail its test, not lose its customers
                coalesce({{ algorithm }}.name_number, 0) as {{ algorithm }}_number
                {{- "," if not loop.last }}
            {%- endfor %}
        from
            (
                {{
                    scored_customers(
                        "as_of_dates",
                        "version_date",
                        ["version_date", "last_as_of_date", "changed_date"],
                    )
                }}
            ) as scored
        {%- for algorithm in ("rfm", "kmeans") %}
            left join
                names as {{ algorithm }}
                on {{ algorithm }}.algorithm = '{{ algorithm }}'
                and scored.{{ algorithm }}_version = {{ algorithm }}.model_version
                and scored.{{ algorithm }}_segment_id = {{ algorithm }}.segment_id
        {%- endfor %}
    ),

    -- a customer once known stays known: the last row is of the last step, or of this one by
    -- the version before
    steps_compared as (
        select
            *,
            lag(is_by_old_version) over by_step as follows_old_version,
            {%- for algorithm in ("rfm", "kmeans") %}
                lag({{ algorithm }}_number) over by_step as last_{{ algorithm }}_number,
                lag({{ algorithm }}_number, 2) over by_step
                as second_last_{{ algorithm }}_number{{ "," if not loop.last }}
            {%- endfor %}
        from steps
        window by_step as (partition by customer_key order by as_of_date, version_date)
    ),

    placed as (
        {% for algorithm in ("rfm", "kmeans") -%}
            {%- set last = "last_" ~ algorithm ~ "_number" %}
            select
                '{{ algorithm }}' as algorithm,
                as_of_date,
                {{ algorithm }}_version as model_version,
                customer_key,
                spend_amount,
                has_changed,
                {{ algorithm }}_number as name_number,
                case
                    when follows_old_version then second_{{ last }} else {{ last }}
                end as last_name_number,
                case
                    when follows_old_version then {{ last }} else {{ algorithm }}_number
                end as kept_name_number
            from steps_compared
            where not is_by_old_version {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    changes as (
        select *
        from placed
        where
            name_number is distinct from last_name_number
            or kept_name_number is distinct from last_name_number
    ),

    numbers as (select distinct name_number, segment_id, segment_name from names),

    final as (
        select
            changes.algorithm,
            changes.as_of_date,
            changes.model_version,
            changes.customer_key,
            changes.spend_amount,
            changes.has_changed,
            segments.segment_id,
            segments.segment_name,
            kept_segments.segment_id as kept_segment_id,
            kept_segments.segment_name as kept_segment_name,
            last_segments.segment_id as last_segment_id,
            last_segments.segment_name as last_segment_name
        from changes
        -- left joins: customers who enter had no segment
        left join numbers as segments using (name_number)
        left join numbers as kept_segments on changes.kept_name_number = kept_segments.name_number
        left join numbers as last_segments on changes.last_name_number = last_segments.name_number
    )

select *
from final
