-- One row per recipe, feature, stage and test.
select recipe, feature, stage, test, sample_size, statistic, p_value, is_rejected, meaning
from marts.feature_normality
order by recipe, feature, stage, test
