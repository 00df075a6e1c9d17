with
    contributions as (select * from {{ ref("ml_feature_contributions") }}),

    current_dates as (select as_of_date from {{ ref("int_feature_means") }} where is_current),

    final as (
        select
            contributions.recipe,
            contributions.feature,
            current_dates.as_of_date,
            contributions.variance_share,
            coalesce(
                contributions.variance_share > {{ policy("max_variance_share") }}, false
            ) as is_dominant,
            contributions.ari_without_feature,
            contributions.is_dead,
            contributions.ari_of_live_features
        from contributions
        cross join current_dates
    )

select *
from final
