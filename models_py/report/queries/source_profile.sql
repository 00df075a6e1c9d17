-- One row per source file and column.
select
    source,
    column_name,
    data_type,
    row_count,
    missing_count,
    missing_share,
    distinct_count,
    left(min_value, 40) as min_value,
    first_quartile,
    median_value,
    third_quartile,
    left(max_value, 40) as max_value,
    left(most_frequent_value, 40) as most_frequent_value,
    most_frequent_share
from marts.source_profile
order by source, column_position
