select
    source,
    column_name,
    data_type,
    row_count,
    missing_count,
    missing_share,
    distinct_count,
    min_value,
    first_quartile,
    median_value,
    third_quartile,
    max_value,
    most_frequent_value,
    most_frequent_share
from marts.source_profile
order by source, column_position
