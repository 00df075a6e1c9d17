-- One row per pair of features.
select feature, other_feature, customer_count, pearson, spearman, kendall_tau_b, is_exact
from marts.feature_correlation
order by feature, other_feature
