-- One row per half degree of longitude and latitude where customers live.
select
    round(customer_longitude * 2) / 2 as longitude,
    round(customer_latitude * 2) / 2 as latitude,
    count(*) as customer_count
from marts.customers
where customer_latitude is not null
group by all
order by all
