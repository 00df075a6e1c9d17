-- One row per algorithm and one of its three segments with the most spend, noise left out.
with
    segments as (
        select
            *,
            row_number() over (
                partition by algorithm order by spend_amount desc, segment_id
            ) as spend_rank
        from marts.segment_profiles
        where not is_noise
    )

select
    algorithm,
    spend_rank,
    segment_id,
    segment_name,
    recommended_action,
    distinguishing_traits,
    customer_count,
    spend_amount,
    spend_share,
    spend_amount / customer_count as spend_per_customer
from segments
where spend_rank <= 3
order by algorithm, spend_rank
