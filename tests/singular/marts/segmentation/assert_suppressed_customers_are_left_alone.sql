-- Nobody whose suppression has not ended is in a list, holdouts included, or in another campaign.
with
    suppressed as (
        select suppressions.customer_unique_id
        from {{ ref("int_shop_suppressions") }} as suppressions
        where
            suppressions.suppressed_until is null
            or suppressions.suppressed_until
            >= (select max(as_of_date) from {{ ref("customer_features") }})
    )

select 'campaign_customers' as public_table, customer_unique_id, campaign
from {{ ref("campaign_customers") }}
inner join suppressed using (customer_unique_id)
union all
select 'customers' as public_table, customer_unique_id, campaign
from {{ ref("customers") }}
inner join suppressed using (customer_unique_id)
where campaign not in (select campaign from {{ ref("campaigns") }} order by priority limit 1)
