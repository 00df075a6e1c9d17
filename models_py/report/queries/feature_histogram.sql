-- One row per recipe, feature, stage and bin.
select recipe, feature, stage, bin, bin_start, bin_end, is_tail, customer_count, customer_share
from marts.feature_histogram
order by recipe, feature, stage, bin
