-- One row per algorithm and segment.
with
    {{ last_steps }},

    sizes_at_last_step as (
        select algorithm, segment_id, count(*) as customer_count
        from earlier
        group by algorithm, segment_id
    )

select
    profiles.algorithm,
    profiles.segment_id,
    profiles.segment_name,
    profiles.recommended_action,
    profiles.distinguishing_traits,
    profiles.is_noise,
    profiles.recency_days_median,
    profiles.order_count_median,
    profiles.spend_amount_median,
    profiles.mean_review_score_median,
    profiles.customer_count,
    profiles.customer_share,
    profiles.spend_amount,
    profiles.spend_share,
    cast(round(profiles.order_count_mean * profiles.customer_count) as bigint) as order_count,
    profiles.spend_amount
    / round(profiles.order_count_mean * profiles.customer_count) as average_order_value,
    last_steps.step_date,
    case
        when last_steps.step_date is not null
        then profiles.customer_count - coalesce(sizes_at_last_step.customer_count, 0)
    end as customer_count_change
from marts.segment_profiles as profiles
left join last_steps using (algorithm)
left join sizes_at_last_step using (algorithm, segment_id)
order by profiles.algorithm, profiles.customer_count desc, profiles.segment_id
