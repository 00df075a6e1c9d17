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
                '{{ entry.scaling }}' as scaling,
                scalers.{{ entry.feature }}_center as scaler_center,
                scalers.{{ entry.feature }}_scale as scaler_scale,
                cast(scalers.{{ entry.feature }}_quantiles as double[]) as scaler_quantiles
            from learned
            inner join
                {{ ref("int_feature_scalers") }} as scalers
                on cast(learned.as_of_date as date) = scalers.as_of_date
                and learned.recipe = scalers.recipe
            where learned.feature = '{{ entry.feature }}' {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    -- the value that has the rank, among the percentiles
    unscaled as (
        select
            *,
            case
                when scaling = 'rank'
                then
                    scaler_quantiles[
                        greatest(cast(ceil(centroid_scaled * scaler_scale * 100) as integer), 1)
                    ]
                else centroid_scaled * scaler_scale + scaler_center
            end as centroid_transformed
        from centroids
    ),

    final as (
        select
            cast(model_version as integer) as model_version,
            cast(segment_id as integer) as segment_id,
            feature,
            centroid_scaled,
            case
                transform
                when 'log1p'
                then exp(centroid_transformed) - 1
                when 'sqrt'
                then power(centroid_transformed, 2)
                else centroid_transformed
            end as centroid,
            scaler_center,
            scaler_scale,
            scaler_quantiles
        from unscaled
    )

select *
from final
