-- One row per recipe, feature and stage.
select
    recipe,
    feature,
    stage,
    customer_count,
    missing_count,
    min_value,
    whisker_low,
    first_quartile,
    median_value,
    third_quartile,
    whisker_high,
    max_value,
    mean_value,
    outlier_count,
    outlier_share,
    skewness,
    excess_kurtosis
from marts.feature_distribution
order by recipe, feature, stage
