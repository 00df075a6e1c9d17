select axis, feature, loading, explained_variance_share, cell_width
from marts.segment_map_axes
order by axis, feature
