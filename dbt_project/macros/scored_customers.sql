{# Every customer as of given dates with scores and segments by the RFM and KMeans versions in force:
   one row per as-of date and customer, with the features of customer_features_as_of() as well.
   Whoever lacks a value that others have and that has a segment of its own (see numeric_features())
   is in that segment, unknown_segment_id; their nearest centroid is that by the other features. To be
   used as a relation in brackets; nothing of it is stored.

   as_of_dates   a relation or CTE with rows of int_feature_means, on or after the first version's
                 date.
   version_date  its column with the day whose versions place the customers.
   columns       list of further columns of it, or of customer_features_as_of(), to return. #}
{% macro scored_customers(as_of_dates, version_date="as_of_date", columns=[]) -%}
    {%- set entries = recipe_features(policy("recipe")) %}
    {%- set features = entries | map(attribute="feature") | list %}
    {%- set is_unknown = {} %}
    {%- for entry in entries if entry.unknown_segment_id %}
        {%- do is_unknown.update(
            {entry.feature: "{0} is null and {0}_mean is not null".format(entry.feature)}
        ) %}
    {%- endfor %}
    {%- set positions = range(1, policy("kmeans_cluster_count") + 1) %}
    with
        centroids as (
            select *, dense_rank() over (partition by model_version order by segment_id) as position
            from {{ ref("ml_kmeans_centroids") }}
        ),

        -- one row per version, so that a customer meets all centroids and thresholds without a
        -- group by
        models as (
            select
                model_version as kmeans_version,
                {%- for position in positions %}
                    {%- set coordinate = (
                        "case when position = " ~ position ~ " then centroid_scaled end"
                    ) %}
                    {{ pivoted("feature", features, {"{}_" ~ position: coordinate}) }},
                {%- endfor %}
                {{ pivoted("position", positions, {"segment_id_{}": "segment_id"}) }}
            from centroids
            group by model_version
        ),

        -- what belongs to a date stands beside the date, before the customers come in
        dated_models as (
            select
                as_of_dates.*,
                rfm.model_version as rfm_version,
                models.*,
                {%- for dimension in ("recency_days", "order_count", "spend_amount") %}
                    {%- for score in (2, 3, 4, 5) %}
                        cut_points.{{ dimension }}_{{ score }}
                        as {{ dimension }}_for_score_{{ score }},
                    {%- endfor %}
                {%- endfor %}
                {%- for feature in features %}
                    scalers.{{ feature }}_center,
                    scalers.{{ feature }}_scale,
                    scalers.{{ feature }}_quantiles{{ "," if not loop.last }}
                {%- endfor %}
            from {{ as_of_dates }} as as_of_dates
            {%- for algorithm in ("rfm", "kmeans") %}
                inner join
                    {{ ref("int_model_versions") }} as {{ algorithm }}
                    on {{ algorithm }}.algorithm = '{{ algorithm }}'
                    and as_of_dates.{{ version_date }} >= {{ algorithm }}.valid_from
                    and as_of_dates.{{ version_date }} < {{ algorithm }}.valid_to
            {%- endfor %}
            inner join models on kmeans.model_version = models.kmeans_version
            inner join
                {{ ref("int_rfm_cut_points") }} as cut_points
                on rfm.valid_from = cut_points.as_of_date
            inner join
                {{ ref("int_feature_scalers") }} as scalers
                on kmeans.valid_from = scalers.as_of_date
                and scalers.recipe = '{{ policy("recipe") }}'
        ),

        features as (select * from ({{ customer_features_as_of("dated_models") }}) as as_of),

        scaled as (
            select
                *,
                {{ rfm_scores("features", "features", suffix="_for_score") }},
                {%- for entry in entries %}
                    {{ scaled_feature(entry, transformed_feature(entry, result="double")) }}
                    as {{ entry.feature }}_scaled,
                {%- endfor %}
                coalesce(
                    {%- for entry in entries if entry.unknown_segment_id %}
                        case
                            when {{ is_unknown[entry.feature] }} then {{ entry.unknown_segment_id }}
                        end,
                    {%- endfor %}
                    cast(null as integer)
                ) as unknown_segment_id
            from features
        ),

        distances as (
            select
                *,
                {%- for position in positions %}
                    {% for feature in features -%}
                        {{ "+ " if not loop.first -}}
                        {%- if feature in is_unknown -%}
                            case when {{ is_unknown[feature] }} then 0 else 1 end *
                        {%- endif %}
                        ({{ feature }}_scaled - {{ feature }}_{{ position }})
                        * ({{ feature }}_scaled - {{ feature }}_{{ position }})
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
        {%- for column in columns %} distances.{{ column }}, {%- endfor %}
        {%- for feature in numeric_features() %} distances.{{ feature }}, {%- endfor %}
        distances.rfm_version,
        distances.kmeans_version,
        r_score,
        f_score,
        m_score,
        rfm_grid.segment_id as rfm_segment_id,
        unknown_segment_id,
        -- the nearest centroid; ties go to the lower segment_id
        case
            distances.squared_distance
            {%- for position in positions %}
                when distances.squared_distance_{{ position }}
                then distances.segment_id_{{ position }}
            {%- endfor %}
        end as nearest_segment_id,
        coalesce(unknown_segment_id, nearest_segment_id) as kmeans_segment_id,
        sqrt(distances.squared_distance) as distance_to_centroid
    from distances
    -- left join: a gap in the grid must fail a test, not lose a customer
    left join {{ ref("int_rfm_grid") }} as rfm_grid using (r_score, f_score, m_score)
{%- endmacro %}
