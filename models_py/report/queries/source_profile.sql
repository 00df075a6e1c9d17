-- One row per source file and column; single values of it, but not what identifies or was written
-- by a person.
with
    profiles as (
        select *, case when is_personal then 0 else 40 end as shown_length from marts.source_profile
    )

select
    source,
    column_name,
    data_type,
    row_count,
    missing_count,
    missing_share,
    distinct_count,
    nullif(left(min_value, shown_length), '') as min_value,
    first_quartile,
    median_value,
    third_quartile,
    nullif(left(max_value, shown_length), '') as max_value,
    nullif(left(most_frequent_value, shown_length), '') as most_frequent_value,
    most_frequent_share
from profiles
order by source, column_position
