-- One row per axis of the map and feature.
select axis, feature, loading, explained_variance_share, cell_width
from marts.segment_map_axes
order by axis, feature
