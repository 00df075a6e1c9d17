{# Every customer as of given dates with scores and segments by the RFM and KMeans versions in force:
   one row per as-of date and customer, with the features of customer_features_as_of() as well. To
   be used as a relation in brackets; nothing of it is stored.

   as_of_dates  a relation or CTE with a column as_of_date, on or after the first version's. #}
{% macro scored_customers(as_of_dates) -%}
    {%- set entries = recipe_features(policy_var("recipe")) %}
    {%- set positions = range(1, policy_var("kmeans_cluster_count") + 1) %}
    with
        centroids as (
            select
                learned.*,
                scalers.scaler_center,
                scalers.scaler_scale,
                dense_rank() over (
                    partition by learned.model_version order by learned.segment_id
                ) as position
            from {{ ref("ml_kmeans_centroids") }} as learned
            inner join
                {{ ref("int_feature_scalers") }} as scalers
                on cast(learned.as_of_date as date) = scalers.as_of_date
                and learned.recipe = scalers.recipe
                and learned.feature = scalers.feature
        ),

        -- one row per version, so that a customer meets all centroids and thresholds
        -- without a group by
        models as (
            select
                versions.model_version,
                versions.valid_from,
                versions.valid_to,
                {%- for entry in entries %}
                    {%- for column in ("scaler_center", "scaler_scale") %}
                        max(
                            case
                                when centroids.feature = '{{ entry.feature }}'
                                then centroids.{{ column }}
                            end
                        ) as {{ entry.feature }}_{{ column }},
                    {%- endfor %}
                {%- endfor %}
                {%- for position in positions %}
                    {%- for entry in entries %}
                        max(
                            case
                                when
                                    centroids.position = {{ position }}
                                    and centroids.feature = '{{ entry.feature }}'
                                then centroids.centroid_scaled
                            end
                        ) as {{ entry.feature }}_{{ position }},
                    {%- endfor %}
                    max(
                        case
                            when centroids.position = {{ position }}
                            then centroids.segment_id
                        end
                    ) as segment_id_{{ position }}{{ "," if not loop.last }}
                {%- endfor %}
            from {{ ref("int_model_versions") }} as versions
            inner join centroids on versions.model_version = centroids.model_version
            group by versions.model_version, versions.valid_from, versions.valid_to
        ),

        -- what belongs to a date stands beside the date, before the customers come in
        dated_models as (
            select
                as_of_dates.as_of_date,
                models.*,
                {%- for dimension in ("recency_days", "order_count", "spend_amount") %}
                    {%- for score in (2, 3, 4, 5) %}
                        cut_points.{{ dimension }}_{{ score }}
                        as {{ dimension }}_for_score_{{ score }},
                    {%- endfor %}
                {%- endfor %}
                {%- for feature, rule in state_features().items() if rule.may_be_unknown %}
                    coalesce(
                        feature_means.{{ feature }}_mean, 0
                    ) as {{ feature }}_mean{{ "," if not loop.last }}
                {%- endfor %}
            from {{ as_of_dates }} as as_of_dates
            inner join models on {{ is_in_force("as_of_dates.as_of_date", "models") }}
            inner join
                {{ ref("int_rfm_cut_points") }} as cut_points
                on models.valid_from = cut_points.as_of_date
            inner join
                {{ ref("int_feature_means") }} as feature_means
                on as_of_dates.as_of_date = feature_means.as_of_date
        ),

        features as (
            select *
            from ({{ customer_features_as_of("dated_models") }}) as features_as_of
        ),

        scaled as (
            select
                *,
                {{ rfm_scores("features", "features", suffix="_for_score") }},
                {%- for entry in entries %}
                    {%- set known -%}
                        {%- if state_features()[entry.feature].may_be_unknown -%}
                            coalesce({{ entry.feature }}, {{ entry.feature }}_mean)
                        {%- else -%} {{ entry.feature }}
                        {%- endif -%}
                    {%- endset %}
                    (
                        {{
                            transformed_feature(
                                dict(entry, feature=known), exact=false
                            )
                        }} - {{ entry.feature }}_scaler_center
                    )
                    / {{ entry.feature }}_scaler_scale
                    as {{ entry.feature }}_scaled{{ "," if not loop.last }}
                {%- endfor %}
            from features
        ),

        distances as (
            select
                *,
                {%- for position in positions %}
                    {% for entry in entries -%}
                        {%- set difference = (
                            "("
                            ~ entry.feature
                            ~ "_scaled - "
                            ~ entry.feature
                            ~ "_"
                            ~ position
                            ~ ")"
                        ) -%}
                        {{ "+ " if not loop.first }}{{ difference }} * {{ difference }}
                    {% endfor -%} as squared_distance_{{ position }},
                {%- endfor %}
                least(
                    {%- for position in positions -%}
                        squared_distance_{{ position }}{{ ", " if not loop.last }}
                    {%- endfor -%}
                ) as squared_distance
            from scaled
        )

    select
        distances.as_of_date,
        distances.customer_key,
        {%- for feature in numeric_features() %} distances.{{ feature }}, {%- endfor %}
        distances.model_version,
        distances.r_score,
        distances.f_score,
        distances.m_score,
        rfm_grid.segment_id as rfm_segment_id,
        -- the nearest centroid; ties go to the lower segment_id
        case
            {%- for position in positions %}
                when
                    distances.squared_distance_{{ position }}
                    = distances.squared_distance
                then distances.segment_id_{{ position }}
            {%- endfor %}
        end as kmeans_segment_id,
        sqrt(distances.squared_distance) as distance_to_centroid
    from distances
    -- left join: a gap in the grid must fail a test, not lose a customer
    left join
        {{ ref("int_rfm_grid") }} as rfm_grid
        on distances.r_score = rfm_grid.r_score
        and distances.f_score = rfm_grid.f_score
        and distances.m_score = rfm_grid.m_score
{%- endmacro %}
