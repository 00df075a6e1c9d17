{% set entries = recipe_features(policy_var("recipe")) %}
{% set positions = range(1, policy_var("kmeans_cluster_count") + 1) %}

with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_scored),

    features as (
        select features.*
        from {{ ref("int_customer_features_as_of") }} as features
        inner join as_of_dates on features.as_of_date = as_of_dates.as_of_date
    ),

    models as (
        select * from {{ ref("segmentation_models") }} where algorithm = 'kmeans'
    ),

    centroids as (
        select
            *,
            dense_rank() over (
                partition by model_version order by segment_id
            ) as position
        from {{ ref("kmeans_centroids") }}
    ),

    -- one row per model version, so that a customer meets all centroids without a
    -- group by
    models_wide as (
        select
            models.model_version,
            models.valid_from,
            models.valid_to,
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
                max(
                    case
                        when centroids.position = {{ position }}
                        then centroids.segment_id
                    end
                ) as segment_id_{{ position }}{{ "," }}
                {%- for entry in entries %}
                    max(
                        case
                            when
                                centroids.position = {{ position }}
                                and centroids.feature = '{{ entry.feature }}'
                            then centroids.centroid_scaled
                        end
                    ) as {{ entry.feature }}_{{ position }}{{ "," if not loop.last }}
                {%- endfor %}
                {{- "," if not loop.last }}
            {%- endfor %}
        from models
        inner join centroids on models.model_version = centroids.model_version
        group by models.model_version, models.valid_from, models.valid_to
    ),

    scaled as (
        select
            features.as_of_date,
            features.customer_unique_id,
            models_wide.*,
            {%- for entry in entries %}
                (
                    {{ transformed_feature(entry) }}
                    - models_wide.{{ entry.feature }}_scaler_center
                )
                / models_wide.{{ entry.feature }}_scaler_scale
                as {{ entry.feature }}_scaled{{ "," if not loop.last }}
            {%- endfor %}
        from features
        inner join
            models_wide on {{ is_in_force("features.as_of_date", "models_wide") }}
    ),

    distances as (
        select
            *,
            {%- for position in positions %}
                sqrt(
                    {%- for entry in entries %}
                        {{ "+" if not loop.first }} power(
                            {{ entry.feature }}_scaled
                            - {{ entry.feature }}_{{ position }},
                            2
                        )
                    {%- endfor %}
                ) as distance_{{ position }}{{ "," if not loop.last }}
            {%- endfor %}
        from scaled
    ),

    nearest as (
        select
            *,
            least(
                {%- for position in positions -%}
                    distance_{{ position }}{{ ", " if not loop.last }}
                {%- endfor -%}
            ) as distance_to_centroid
        from distances
    ),

    final as (
        select
            as_of_date,
            customer_unique_id,
            model_version,
            case
                {%- for position in positions %}
                    when distance_{{ position }} = distance_to_centroid
                    then segment_id_{{ position }}
                {%- endfor %}
            end as segment_id,
            distance_to_centroid
        from nearest
    )

select *
from final
