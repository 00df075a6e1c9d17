-- The two axes of the segment map have length 1, are at right angles, and explain no more than
-- there
-- is, the first more than the second. A recipe of one feature has one axis.
with
    axes as (
        select
            {{
                pivoted(
                    "axis",
                    ["x", "y"],
                    {"{}_loading": "loading", "{}_share": "explained_variance_share"},
                )
            }}
        from {{ ref("segment_map_axes") }}
        group by feature
    ),

    sums as (
        select
            count(*) as feature_count,
            sum(x_loading * x_loading) as x_length,
            sum(y_loading * y_loading) as y_length,
            sum(x_loading * y_loading) as product,
            max(x_share) as x_share,
            max(y_share) as y_share
        from axes
    )

select *
from sums
where
    abs(x_length - 1) > 1e-9
    or (feature_count > 1 and abs(y_length - 1) > 1e-9)
    or abs(product) > 1e-9
    or y_share > x_share
    or x_share + y_share > 1 + 1e-9
