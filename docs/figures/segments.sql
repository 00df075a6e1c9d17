-- Figures in the text of README and docs, and tables without a query of their own, by name:
-- customers and segments. tools/fill_figures.py writes them.

-- name: customers
select count(*) from marts.customer_features

-- name: points
select count(*)
from intermediate.int_feature_points
inner join intermediate.int_as_of_dates using (as_of_date)
where is_current and recipe = 'behaviour'

-- name: values
select count(*) from intermediate.int_feature_values where recipe = 'behaviour'

-- name: small_dbscan_segments
select count(*) from marts.segment_profiles where algorithm = 'dbscan' and customer_share <= 0.02 and segment_id > 0

-- name: small_dbscan_percent
select round(100 * sum(customer_share), 1)
from marts.segment_profiles
where algorithm = 'dbscan' and customer_share <= 0.02 and segment_id > 0

-- name: recent_p10_days
select cast(recency_days_p10 as integer) from marts.segment_profiles where segment_name = 'Recent satisfied customers'

-- name: recent_p90_days
select cast(recency_days_p90 as integer) from marts.segment_profiles where segment_name = 'Recent satisfied customers'

-- name: lukewarm_p10_score
select cast(mean_review_score_p10 as integer)
from marts.segment_profiles
where segment_name = 'Lukewarm recent customers'

-- name: lukewarm_p90_score
select cast(mean_review_score_p90 as integer)
from marts.segment_profiles
where segment_name = 'Lukewarm recent customers'

-- name: not_reviewed
select customer_count from marts.segment_profiles where algorithm = 'kmeans' and segment_id = -1

-- name: not_reviewed_median_days
select recency_days_median from marts.segment_profiles where algorithm = 'kmeans' and segment_id = -1

-- name: not_reviewed_near_lukewarm
select count(*)
from marts.customer_segments
inner join marts.segment_profiles as nearest
    on nearest.algorithm = 'kmeans' and nearest.segment_id = nearest_segment_id
where customer_segments.algorithm = 'kmeans' and customer_segments.segment_id = -1
  and nearest.segment_name = 'Lukewarm recent customers'

-- name: not_reviewed_near_lapsed
select count(*)
from marts.customer_segments
inner join marts.segment_profiles as nearest
    on nearest.algorithm = 'kmeans' and nearest.segment_id = nearest_segment_id
where customer_segments.algorithm = 'kmeans' and customer_segments.segment_id = -1
  and nearest.segment_name = 'Lapsed satisfied customers'

-- name: champions
select customer_count from marts.segment_profiles where segment_name = 'Champions'

-- name: champions_to_repair
select count(*) from marts.customers where rfm_segment_name = 'Champions' and campaign = 'Repair'

-- name: marketed
select count(*) from marts.campaign_customers inner join seeds.campaigns using (campaign) where campaigns.contact = 'marketing'

-- name: held_out
select count(*) from marts.campaign_customers where is_holdout

-- name: contradicted
select count(*)
from marts.customers
inner join marts.segment_profiles as rfm on rfm.segment_name = rfm_segment_name and rfm.algorithm = 'rfm'
inner join marts.segment_profiles as kmeans
    on kmeans.segment_name = kmeans_segment_name and kmeans.algorithm = 'kmeans'
inner join seeds.action_kinds as one on one.recommended_action = rfm.recommended_action
inner join seeds.action_kinds as other on other.recommended_action = kmeans.recommended_action
inner join seeds.contradicting_action_kinds as pairs
    on (pairs.action_kind, pairs.other_action_kind) in (
        (one.action_kind, other.action_kind), (other.action_kind, one.action_kind)
    )

-- name: noise_percent
select round(100 * customer_share, 1) from marts.segment_profiles where is_noise

-- name: noise_spend_percent
select round(100 * spend_share, 1) from marts.segment_profiles where is_noise

-- name: not_arrived_percent
select cast(round(100.0 * count(*) filter (where included_date > '2017-11-30') / count(*)) as integer)
from marts.fct_orders
where is_included and purchase_date between date '2017-11-30' - 30 and '2017-11-30'

-- name: lukewarm_four_percent
select cast(round(100 * avg(case when mean_review_score = 4 then 1 else 0 end)) as integer)
from marts.customers
where kmeans_segment_name = 'Lukewarm recent customers'

-- name: lapsed_four_percent
select cast(round(100 * avg(case when mean_review_score <= 4 then 1 else 0 end)) as integer)
from marts.customers
where kmeans_segment_name = 'Lapsed satisfied customers'

-- name: several_orders_percent
select cast(round(100 * avg(case when order_count > 1 then 1 else 0 end)) as integer)
from marts.customers
where order_count is not null

-- name: several_days_percent
select round(100 * avg(case when days > 1 then 1 else 0 end), 1)
from
    (
        select count(distinct purchase_date) as days
        from marts.fct_orders
        where is_included
        group by customer_unique_id
    )
