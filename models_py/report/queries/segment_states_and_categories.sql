-- One row per algorithm, segment and one of its three most frequent states or categories.
with
    customers as (
        select segments.algorithm, segments.segment_id, customers.customer_state, customers.category
        from marts.customer_segments as segments
        inner join marts.customers as customers using (customer_unique_id)
    ),

    counts as (
        select
            algorithm,
            segment_id,
            grouping(customer_state) = 0 as is_state,
            customer_state,
            category,
            count(*) as customer_count
        from customers
        group by
            grouping sets (
                (algorithm, segment_id, customer_state), (algorithm, segment_id, category)
            )
    ),

    shares as (
        select
            *,
            customer_count / sum(customer_count) over (
                partition by algorithm, segment_id, is_state
            ) as customer_share,
            sum(customer_count) over (partition by algorithm, is_state, customer_state, category)
            / sum(customer_count) over (partition by algorithm, is_state) as shop_share,
            row_number() over (
                partition by algorithm, segment_id, is_state
                order by customer_count desc, customer_state, category
            ) as share_rank
        from counts
        where coalesce(customer_state, category) is not null
    )

select
    algorithm,
    segment_id,
    is_state,
    share_rank,
    customer_state,
    category,
    customer_count,
    customer_share,
    shop_share
from shares
where share_rank <= 3
order by algorithm, segment_id, is_state, share_rank
