-- One row per month of first purchases and month since.
select
    cohort_month,
    months_since,
    cohort_customer_count,
    retained_customer_count,
    retained_share,
    cumulative_revenue_per_customer
from marts.customer_cohorts
order by cohort_month, months_since
