with
    final as (
        select
            customers.customer_unique_id,
            features.as_of_date,
            -- numbers
            features.recency_days,
            features.tenure_days,
            features.order_count,
            features.item_count,
            features.spend_amount,
            features.mean_item_price,
            features.mean_review_score,
            -- timestamps
            attributes.last_purchase_at,
            attributes.last_delivered_at,
            attributes.last_estimated_delivery_at,
            -- text
            attributes.payment_type,
            attributes.seller_city,
            attributes.seller_state,
            attributes.category,
            attributes.customer_city,
            attributes.customer_state
        from {{ ref("int_current_features") }} as features
        inner join {{ ref("dim_customers") }} as customers using (customer_key)
        inner join {{ ref("int_customer_attributes") }} as attributes using (customer_key)
    )

select *
from final
