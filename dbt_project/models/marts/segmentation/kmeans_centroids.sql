with
    learned as (select * from {{ ref("ml_kmeans_centroids") }}),

    scalers as (select * from {{ ref("int_feature_scalers") }}),

    final as (
        select
            cast(learned.model_version as integer) as model_version,
            cast(learned.segment_id as integer) as segment_id,
            learned.feature,
            learned.centroid_scaled,
            case
                learned.feature
                {%- for entry in recipe_features(policy_var("recipe")) %}
                    when '{{ entry.feature }}'
                    then
                        {{
                            untransformed_feature(
                                entry,
                                "(learned.centroid_scaled * scalers.scaler_scale + scalers.scaler_center)",
                            )
                        }}
                {%- endfor %}
            end as centroid,
            scalers.scaler_center,
            scalers.scaler_scale
        from learned
        inner join
            scalers
            on cast(learned.as_of_date as date) = scalers.as_of_date
            and learned.recipe = scalers.recipe
            and learned.feature = scalers.feature
    )

select *
from final
