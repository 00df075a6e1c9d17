-- Bins of equal width follow each other, and the tail follows the last of them.
with
    bins as (
        select
            *,
            lag(bin_end) over (partition by recipe, feature, stage order by bin) as last_end,
            lag(bin_start) over (partition by recipe, feature, stage order by bin) as last_start
        from {{ ref("feature_histogram") }}
    )

select recipe, feature, stage, bin
from bins
where
    bin_start <= last_start
    -- where each value has its bin, they are apart
    or (last_end > last_start and bin_start <> last_end)
    or (is_tail and bin_start <> last_end)
