with
    features as (select * from {{ ref("int_current_features") }}),

    attributes as (select * from {{ ref("int_customer_attributes") }}),

    segments as (select * from {{ ref("int_customer_segments") }}),

    names as (select * from {{ ref("int_segments_named") }}),

    campaigns as (select * from {{ ref("int_customer_campaigns") }}),

    final as (
        select
            customers.customer_unique_id,
            -- address
            customers.customer_zip_code_prefix,
            customers.customer_city,
            customers.customer_state,
            customers.customer_state_name,
            customers.customer_region,
            customers.customer_latitude,
            customers.customer_longitude,
            -- every order, of whatever status
            customers.placed_order_count,
            customers.first_placed_at,
            customers.last_placed_at,
            -- features, from included orders only
            features.as_of_date,
            features.recency_days,
            features.tenure_days,
            features.order_count,
            features.item_count,
            features.spend_amount,
            features.mean_item_price,
            features.mean_review_score,
            attributes.payment_type,
            attributes.category,
            -- what to do
            campaigns.campaign,
            campaigns.recommended_action,
            campaigns.action_reason,
            -- segments
            segments.r_score,
            segments.f_score,
            segments.m_score,
            segments.r_score || '-' || segments.f_score || '-' || segments.m_score as rfm_score,
            {%- for algorithm in algorithms() %}
                cast(segments.{{ algorithm }}_segment_id as integer) as {{ algorithm }}_segment_id,
                {{ algorithm }}.segment_name
                as {{ algorithm }}_segment_name{{ "," if not loop.last }}
            {%- endfor %}
        from {{ ref("dim_customers") }} as customers
        -- left joins: a customer without an included order has neither features nor segments, and
        -- one
        -- without a campaign must fail the contract, not vanish
        left join features using (customer_key)
        left join attributes using (customer_key)
        left join segments using (customer_key)
        left join campaigns using (customer_key)
        {%- for algorithm, version in algorithms().items() %}
            left join
                names as {{ algorithm }}
                on {{ algorithm }}.algorithm = '{{ algorithm }}'
                and {{ algorithm }}.model_version
                = {{ version if version == "1" else "segments." ~ version }}
                and {{ algorithm }}.segment_id = segments.{{ algorithm }}_segment_id
        {%- endfor %}
    )

select *
from final
