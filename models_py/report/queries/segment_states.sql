with
    customers as (
        select segments.algorithm, segments.segment_id, customers.customer_state
        from marts.customer_segments as segments
        inner join marts.customers as customers using (customer_unique_id)
    ),

    counts as (
        select algorithm, segment_id, customer_state, count(*) as customer_count
        from customers
        where customer_state is not null
        group by all
    ),

    shares as (
        select
            *,
            customer_count
            / sum(customer_count) over (partition by algorithm, segment_id) as customer_share,
            sum(customer_count) over (partition by algorithm, customer_state)
            / sum(customer_count) over (partition by algorithm) as shop_share,
            row_number() over (
                partition by algorithm, segment_id order by customer_count desc, customer_state
            ) as share_rank
        from counts
    )

select algorithm, segment_id, share_rank, customer_state, customer_count, customer_share, shop_share
from shares
where share_rank <= 3
order by algorithm, segment_id, share_rank
