with
    curve as (select * from {{ ref("ml_dbscan_distances") }}),

    final as (
        select
            customer_share as cumulative_share,
            distance,
            min_samples,
            -- the first step of the curve that is as far as its knee
            row_number() over (
                order by case when distance = knee_distance then 0 else 1 end, customer_share
            )
            = 1
            and coalesce(distance = knee_distance, false) as is_knee
        from curve
    )

select *
from final
