with
    orders as (select * from {{ ref("fct_orders") }}),

    final as (
        select
            purchase_date,
            -- of guests nothing is known
            min(case when customer_key is not null then included_date end) as first_included_date
        from orders
        group by purchase_date
    )

select *
from final
