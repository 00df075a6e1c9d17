-- What customers says of a customer, the tables of features, scores, segments and campaigns say
-- too.
{% set features = [
    "as_of_date",
    "recency_days",
    "tenure_days",
    "order_count",
    "item_count",
    "spend_amount",
    "mean_item_price",
    "mean_review_score",
    "payment_type",
    "category",
    "customer_city",
    "customer_state",
] %}
{% set of_campaigns = [
    "campaign",
    "recommended_action",
    "action_reason",
    "spend_amount",
    "order_count",
    "recency_days",
    "mean_review_score",
    "customer_state",
    "category",
] %}
with
    with_segments as (select * from {{ ref("customers") }} where as_of_date is not null),

    different as (
        select 'customer_features' as other_table, customer_unique_id
        from
            (
                select customer_unique_id, {{ features | join(", ") }}
                from with_segments
                except
                select customer_unique_id, {{ features | join(", ") }}
                from {{ ref("customer_features") }}
            ) as others
        union all
        select 'customer_rfm' as other_table, customer_unique_id
        from
            (
                select
                    customer_unique_id,
                    rfm_fitted_as_of_date,
                    r_score,
                    f_score,
                    m_score,
                    rfm_score,
                    rfm_segment_id,
                    rfm_segment_name
                from with_segments
                except
                select
                    customer_unique_id,
                    fitted_as_of_date,
                    r_score,
                    f_score,
                    m_score,
                    format('{}-{}-{}', r_score, f_score, m_score) as rfm_score,
                    segment_id,
                    segment_name
                from {{ ref("customer_rfm") }}
                where rfm_score = format('{}-{}-{}', r_score, f_score, m_score)
            ) as others
        {% for algorithm in algorithms() -%}
            union all
            select 'customer_segments, {{ algorithm }}' as other_table, customer_unique_id
            from
                (
                    select
                        customer_unique_id, {{ algorithm }}_segment_id, {{ algorithm }}_segment_name
                    from with_segments
                    except
                    select customer_unique_id, segment_id, segment_name
                    from {{ ref("customer_segments") }}
                    where algorithm = '{{ algorithm }}'
                ) as others
        {% endfor -%}
        union all
        select 'campaign_customers' as other_table, customer_unique_id
        from
            (
                select customer_unique_id, {{ of_campaigns | join(", ") }}
                from {{ ref("campaign_customers") }}
                except
                select customer_unique_id, {{ of_campaigns | join(", ") }}
                from {{ ref("customers") }}
            ) as others
    )

select *
from different
