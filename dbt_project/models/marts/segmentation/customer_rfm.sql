with
    customer_features as (select * from {{ ref("customer_features") }}),

    scored as (select * from {{ ref("int_customers_scored_rfm") }}),

    final as (
        select
            customer_features.customer_unique_id,
            customer_features.as_of_date,
            scored.model_version,
            customer_features.recency_days,
            customer_features.order_count,
            customer_features.spend_amount,
            scored.r_score,
            scored.f_score,
            scored.m_score,
            scored.r_score
            || '-'
            || scored.f_score
            || '-'
            || scored.m_score as rfm_score,
            scored.segment_id,
            scored.segment_name
        from customer_features
        inner join
            scored
            on customer_features.as_of_date = scored.as_of_date
            and customer_features.customer_unique_id = scored.customer_unique_id
    )

select *
from final
