{# Many different values have bins of equal width up to the 99th percentile, because the few largest
   would leave the others in one bin. #}
{% set key = "recipe, feature, stage" %}
{% set bin_count = 40 %}
{% set position = "0.99 * (all_counted - 1)" %}

with
    stages as (select * from {{ ref("int_feature_stages") }}),

    counted as ({{ cumulative_histogram("stages", ["recipe", "feature", "stage"]) }}),

    ends as (
        select
            {{ key }},
            count(*) as value_count,
            max(all_counted) as all_counted,
            min(feature_value) as lowest,
            max(feature_value) as highest,
            min(
                case when counted_so_far > floor({{ position }}) then feature_value end
            ) as last_floor,
            min(
                case when counted_so_far > ceil({{ position }}) then feature_value end
            ) as last_ceil,
            max({{ position }} - floor({{ position }})) as last_part
        from counted
        group by {{ key }}
    ),

    ranges as (
        select
            *,
            last_floor + (last_ceil - last_floor) * last_part as last_end,
            -- where all but the tail are equal, they are one bin
            case when last_end = lowest then 1 else {{ bin_count }} end as bin_count
        from ends
        where value_count > {{ bin_count }}
    ),

    numbered as (
        -- no tail where the 99th percentile is the maximum
        select
            *,
            unnest(
                generate_series(1, bin_count + case when last_end < highest then 1 else 0 end)
            ) as bin
        from ranges
    ),

    -- a bin begins with its start; the last one before the tail holds its end as well
    wide_bins as (
        select
            {{ key }},
            bin,
            all_counted,
            case
                when bin > bin_count
                then last_end
                else lowest + (last_end - lowest) * (bin - 1) / bin_count
            end as bin_start,
            case
                when bin > bin_count
                then highest
                when bin = bin_count
                then last_end
                else lowest + (last_end - lowest) * bin / bin_count
            end as bin_end,
            bin > bin_count as is_tail,
            bin = bin_count as holds_its_end
        from numbered
    ),

    wide_counted as (
        select
            bins.recipe,
            bins.feature,
            bins.stage,
            bins.bin,
            bins.all_counted,
            bins.bin_start,
            bins.bin_end,
            bins.is_tail,
            coalesce(sum(counted.customer_count), 0) as customer_count
        from wide_bins as bins
        -- left join: a bin may be empty
        left join
            counted
            on bins.recipe = counted.recipe
            and bins.feature = counted.feature
            and bins.stage = counted.stage
            and case
                when bins.is_tail
                then counted.feature_value > bins.bin_start
                else
                    counted.feature_value >= bins.bin_start
                    and (
                        counted.feature_value < bins.bin_end
                        or (bins.holds_its_end and counted.feature_value = bins.bin_end)
                    )
            end
        group by all
    ),

    binned as (
        select
            {{ key }},
            row_number() over (partition by {{ key }} order by feature_value) as bin,
            all_counted,
            feature_value as bin_start,
            feature_value as bin_end,
            false as is_tail,
            customer_count
        from counted
        inner join
            (select {{ key }} from ends where value_count <= {{ bin_count }}) as few using (
                {{ key }}
            )
        union all
        select {{ key }}, bin, all_counted, bin_start, bin_end, is_tail, customer_count
        from wide_counted
    ),

    final as (
        select
            {{ key }},
            cast(bin as integer) as bin,
            bin_start,
            bin_end,
            is_tail,
            cast(customer_count as bigint) as customer_count,
            cast(customer_count as double) / all_counted as customer_share
        from binned
    )

select *
from final
