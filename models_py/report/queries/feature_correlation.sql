-- One row per pair of features.
select feature, other_feature, customer_count, pearson, spearman, kendall_tau_b, is_exact
from marts.feature_correlation
where customer_count > 0
order by feature, other_feature
