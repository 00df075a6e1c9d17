with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_current),

    features as (
        select * from ({{ customer_features_as_of("as_of_dates") }}) as current_features
    ),

    attributes as (select * from {{ ref("int_customer_attributes") }}),

    customers as (select * from {{ ref("dim_customers") }}),

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
        from features
        inner join customers on features.customer_key = customers.customer_key
        inner join attributes on features.customer_key = attributes.customer_key
    )

select *
from final
