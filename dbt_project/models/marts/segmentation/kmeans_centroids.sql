with
    learned as (select * from {{ ref("ml_kmeans_centroids") }}),

    centroids as (
        {% for entry in recipe_features(policy("recipe")) -%}
            select
                learned.model_version,
                learned.segment_id,
                learned.feature,
                learned.centroid_scaled,
                '{{ entry.transform }}' as transform,
                scalers.{{ entry.feature }}_center as scaler_center,
                scalers.{{ entry.feature }}_scale as scaler_scale
            from learned
            inner join
                {{ ref("int_feature_scalers") }} as scalers
                on cast(learned.as_of_date as date) = scalers.as_of_date
                and learned.recipe = scalers.recipe
            where learned.feature = '{{ entry.feature }}' {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    final as (
        select
            cast(model_version as integer) as model_version,
            cast(segment_id as integer) as segment_id,
            feature,
            centroid_scaled,
            case
                when transform = 'log1p'
                then exp(centroid_scaled * scaler_scale + scaler_center) - 1
                when transform = 'sqrt'
                then power(centroid_scaled * scaler_scale + scaler_center, 2)
                else centroid_scaled * scaler_scale + scaler_center
            end as centroid,
            scaler_center,
            scaler_scale
        from centroids
    )

select *
from final
