-- One row per seller, at most fifty, by revenue.
with top_sellers as ({{ top_sellers }})

select
    top_sellers.seller_id,
    top_sellers.seller_city,
    top_sellers.seller_state,
    top_sellers.revenue_amount,
    top_sellers.item_count,
    top_sellers.order_count,
    count(*) over () as total_count,
    dim_sellers.seller_latitude as latitude,
    dim_sellers.seller_longitude as longitude
from top_sellers
left join marts.dim_sellers using (seller_id)
order by top_sellers.revenue_amount desc, top_sellers.seller_id
limit 50
