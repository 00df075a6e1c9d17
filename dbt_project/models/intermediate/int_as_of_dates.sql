with
    orders as (select * from {{ ref("fct_orders") }}),

    current_date_found as (
        select coalesce({{ date_var("as_of_date") }}, max(purchase_date)) as as_of_date
        from orders
        where is_included
    ),

    -- one version of each model, fitted as of the current date
    final as (
        select as_of_date, true as is_current, 1 as model_version
        from current_date_found
        where as_of_date is not null
    )

select *
from final
