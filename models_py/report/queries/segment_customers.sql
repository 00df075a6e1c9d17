-- One row per algorithm, segment, state and category; the filters add them up.
with
    categories as (
        select category
        from marts.customers
        where category is not null
        group by category
        order by count(*) desc, category
        limit 100
    )

select
    segments.algorithm,
    segments.segment_id,
    customers.customer_state,
    case
        when customers.category is null
        then '(unknown)'
        when categories.category is null
        then '(other)'
        else customers.category
    end as category,
    count(*) as customer_count,
    sum(customers.spend_amount) as spend_amount,
    cast(sum(customers.order_count) as bigint) as order_count
from marts.customer_segments as segments
inner join marts.customers as customers using (customer_unique_id)
left join categories using (category)
group by all
order by all
