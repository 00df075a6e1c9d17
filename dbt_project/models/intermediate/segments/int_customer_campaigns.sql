{# what a condition may ask about #}
{% set features = numeric_features().keys() | reject("equalto", "order_count") | list %}
{% set scores = ["r_score", "f_score", "m_score"] %}
{% set measures = ["is_suppressed", "is_reviewed", "review_score_level"] %}
{% set measures = measures + ["waiting_days", "gaps_since_order", "order_count"] %}
{% set lowest, highest = shop().review_scale %}
{% set measures = measures + scores + features %}

with
    features as (select * from {{ ref("int_current_features") }}),

    segments as (select * from {{ ref("int_customer_segments") }}),

    current_date_of_view as (
        select as_of_date from {{ ref("int_feature_means") }} where is_current
    ),

    -- without a current date nothing has ended
    suppressions as (
        select suppressions.*
        from {{ ref("int_shop_suppressions") }} as suppressions
        left join current_date_of_view as now on suppressions.suppressed_until < now.as_of_date
        where now.as_of_date is null
    ),

    customers as (
        select
            customers.customer_key,
            suppressions.suppression_reason,
            suppressions.suppressed_until,
            case when suppressions.customer_key is null then 0 else 1 end as is_suppressed,
            -- where nobody can review, nobody is asked for it
            {% if "reviews" in shop().inputs -%}
                case when features.mean_review_score is null then 0 else 1 end
            {%- else -%} cast(null as integer)
            {%- endif %} as is_reviewed,
            -- on the scale of the shop, from 0 to 1
            (features.mean_review_score - {{ lowest }})
            / {{ highest - lowest }} as review_score_level,
            attributes.waiting_days,
            -- over the mean days between orders; unknown of one order, or all on one day
            features.recency_days
            * (features.order_count - 1)
            / nullif(features.tenure_days - features.recency_days, 0) as gaps_since_order,
            coalesce(features.order_count, 0) as order_count,
            {%- for score in scores %} segments.{{ score }}, {%- endfor %}
            {%- for feature in features %}
                features.{{ feature }}{{ "," if not loop.last }}
            {%- endfor %}
        from {{ ref("dim_customers") }} as customers
        -- left joins: not everybody has an included order, and few are suppressed
        left join features using (customer_key)
        left join {{ ref("int_customer_attributes") }} as attributes using (customer_key)
        left join segments using (customer_key)
        left join suppressions using (customer_key)
    ),

    -- the bounds of a campaign in one row, so that no customer is read once per condition
    bounds as (
        select
            campaigns.priority,
            {{ pivoted("measure", measures, {"least_{}": "min_value", "most_{}": "max_value"}) }}
        from {{ ref("campaigns") }} as campaigns
        -- left join: the last has no condition
        left join {{ ref("campaign_conditions") }} as conditions using (priority)
        group by campaigns.priority
    ),

    first_campaigns as (
        select customers.customer_key, min(bounds.priority) as priority
        from customers
        inner join
            bounds
            -- what is unknown lies between no bounds, and where there is none everything does
            {% for measure in measures -%}
                {{ "on" if loop.first else "and" }}
                coalesce(
                    customers.{{ measure }} >= least_{{ measure }}, least_{{ measure }} is null
                )
                and coalesce(
                    customers.{{ measure }} <= most_{{ measure }}, most_{{ measure }} is null
                )
            {% endfor %}
        group by customers.customer_key
    ),

    final as (
        select
            customers.customer_key,
            campaigns.priority,
            campaigns.campaign,
            campaigns.contact,
            campaigns.recommended_action,
            campaigns.action_reason || case
                when bounds.least_is_suppressed is null
                then ''
                else
                    coalesce(' until ' || customers.suppressed_until, ' for ever')
                    || coalesce(', ' || customers.suppression_reason, '')
            end as action_reason
        from customers
        inner join first_campaigns using (customer_key)
        inner join bounds using (priority)
        inner join {{ ref("campaigns") }} as campaigns using (priority)
    )

select *
from final
