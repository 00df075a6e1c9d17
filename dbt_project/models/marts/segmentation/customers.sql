with
    features as (select * from {{ ref("int_current_features") }}),

    attributes as (select * from {{ ref("int_customer_attributes") }}),

    segments as (select * from {{ ref("int_customer_segments") }}),

    names as (select * from {{ ref("int_segments_named") }}),

    campaigns as (select * from {{ ref("int_customer_campaigns") }}),

    versions as (select * from {{ ref("int_model_versions") }}),

    zip_codes as (select * from {{ ref("int_zip_codes_located") }}),

    states as (select * from {{ ref("int_shop_regions") }}),

    final as (
        select
            customers.customer_unique_id,
            -- address
            attributes.customer_zip_code_prefix,
            attributes.customer_city,
            attributes.customer_state,
            states.state_name as customer_state_name,
            states.region as customer_region,
            zip_codes.latitude as customer_latitude,
            zip_codes.longitude as customer_longitude,
            -- every order, of whatever status
            attributes.placed_order_count,
            attributes.first_placed_at,
            attributes.last_placed_at,
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
            {%- for algorithm in ("rfm", "kmeans") %}
                {{ algorithm }}_versions.valid_from as {{ algorithm }}_fitted_as_of_date,
            {%- endfor %}
            {%- for algorithm in algorithms() %}
                cast(segments.{{ algorithm }}_segment_id as integer) as {{ algorithm }}_segment_id,
                {{ algorithm }}.segment_name
                as {{ algorithm }}_segment_name{{ "," if not loop.last }}
            {%- endfor %}
        from {{ ref("dim_customers") }} as customers
        -- who places the first order later is not known yet
        inner join attributes using (customer_key)
        -- left joins: a customer without an included order has neither features nor segments, and
        -- one
        -- without a campaign must fail the contract, not vanish
        left join features using (customer_key)
        left join segments using (customer_key)
        left join campaigns using (customer_key)
        -- left joins: not every region or zip code is known
        left join states on attributes.customer_state = states.state
        left join zip_codes on attributes.customer_zip_code_prefix = zip_codes.zip_code_prefix
        {%- for algorithm in ("rfm", "kmeans") %}
            left join
                versions as {{ algorithm }}_versions
                on {{ algorithm }}_versions.algorithm = '{{ algorithm }}'
                and {{ algorithm }}_versions.model_version = segments.{{ algorithm }}_version
        {%- endfor %}
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
