-- One row per point of the k-distance curve.
select cumulative_share, distance, min_samples, is_knee
from marts.dbscan_distance_curve
order by cumulative_share
