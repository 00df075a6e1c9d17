-- One row per point of the k-distance curve.
select customer_share, distance, min_samples, is_knee
from marts.dbscan_distance_curve
order by customer_share
