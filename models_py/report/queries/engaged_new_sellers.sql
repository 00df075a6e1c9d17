-- One row per seller, at most fifty, by items sold.
with engaged_new_sellers as ({{ engaged_new_sellers }})

select
    engaged_new_sellers.seller_id,
    engaged_new_sellers.seller_city,
    engaged_new_sellers.seller_state,
    engaged_new_sellers.first_purchased_at,
    engaged_new_sellers.item_count,
    engaged_new_sellers.revenue_amount,
    count(*) over () as total_count,
    dim_sellers.seller_latitude as latitude,
    dim_sellers.seller_longitude as longitude
from engaged_new_sellers
left join marts.dim_sellers using (seller_id)
order by engaged_new_sellers.item_count desc, engaged_new_sellers.seller_id
limit 50
