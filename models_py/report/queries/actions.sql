-- One row per campaign of the week: the one that goes before all others, then the two with the
-- most spend.
with
    campaigns as (
        select
            campaign_priority,
            campaign,
            recommended_action,
            action_reason,
            count(*) as customer_count,
            count(*) filter (where is_holdout) as holdout_count,
            sum(spend_amount) as spend_amount,
            min(recency_days) as recency_days_min,
            max(recency_days) as recency_days_max,
            min(spend_amount) as spend_amount_min
        from marts.campaign_customers
        group by campaign_priority, campaign, recommended_action, action_reason
    ),

    ranked as (
        select
            *,
            row_number() over (
                order by
                    campaign_priority <> (select min(campaign_priority) from campaigns),
                    spend_amount desc nulls last,
                    campaign_priority
            ) as campaign_rank
        from campaigns
    )

select
    campaign_rank,
    campaign,
    recommended_action,
    action_reason,
    customer_count,
    holdout_count,
    spend_amount,
    spend_amount / (select sum(spend_amount) from marts.customers) as spend_share,
    spend_amount / customer_count as spend_per_customer,
    recency_days_min,
    recency_days_max,
    spend_amount_min
from ranked
where campaign_rank <= 3
order by campaign_rank
