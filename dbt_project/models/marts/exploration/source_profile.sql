with
    profiles as (select * from {{ ref("int_source_columns_profiled") }}),

    final as (
        select
            source,
            column_name,
            cast(column_position as integer) as column_position,
            data_type,
            is_personal,
            cast(row_count as bigint) as row_count,
            cast(row_count - known_count as bigint) as missing_count,
            cast(row_count - known_count as double) / nullif(row_count, 0) as missing_share,
            cast(distinct_count as bigint) as distinct_count,
            lowest as min_value,
            highest as max_value,
            first_quartile,
            median_value,
            third_quartile,
            most_frequent_value,
            cast(most_frequent_count as bigint) as most_frequent_count,
            cast(most_frequent_count as double) / nullif(row_count, 0) as most_frequent_share
        from profiles
    )

select *
from final
