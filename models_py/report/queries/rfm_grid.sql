-- One row per combination of scores and its segment.
select
    r_score,
    f_score,
    m_score,
    segment_id,
    count(*) as customer_count,
    sum(spend_amount) as spend_amount
from marts.customer_rfm
group by all
order by all
