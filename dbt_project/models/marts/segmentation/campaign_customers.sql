{# of 2 to the power of 32 values of the first eight hexadecimal digits #}
{% set holdout_bound = policy("campaign_holdout_share") * 4294967296 %}

with
    campaigns as (select * from {{ ref("int_customer_campaigns") }} where contact <> 'none'),

    final as (
        select
            customers.customer_unique_id,
            features.as_of_date,
            -- what to do
            campaigns.priority as campaign_priority,
            campaigns.campaign,
            campaigns.recommended_action,
            campaigns.action_reason,
            -- by md5, which is the same on every machine; answers are withheld from nobody
            campaigns.contact = 'marketing'
            and cast('0x' || left(md5('holdout ' || customers.customer_unique_id), 8) as bigint)
            < {{ holdout_bound }} as is_holdout,
            -- what they are worth
            features.spend_amount,
            features.order_count,
            features.recency_days,
            features.mean_review_score,
            -- for selections
            attributes.customer_state,
            attributes.category
        from campaigns
        inner join {{ ref("dim_customers") }} as customers using (customer_key)
        -- who has not bought by then is no customer yet
        inner join {{ ref("int_customer_attributes") }} as attributes using (customer_key)
        -- left join: some have no order that counts
        left join {{ ref("int_current_features") }} as features using (customer_key)
    )

select *
from final
