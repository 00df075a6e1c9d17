-- One row per algorithm, frozen model and week of comparison.
select algorithm, origin_date, as_of_date, weeks_since_fit, customer_count, ari, ari_ceiling
from marts.segment_stability
order by algorithm, origin_date, weeks_since_fit
