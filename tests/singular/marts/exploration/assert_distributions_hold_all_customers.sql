-- Of every feature and stage, who has a value and who has none are all customers, the bins hold
-- those
-- who have one, and the figures of a box lie in their order.
with
    totals as (select count(*) as customer_count from {{ ref("customer_features") }}),

    binned as (
        select recipe, feature, stage, sum(customer_count) as customer_count
        from {{ ref("feature_histogram") }}
        group by 1, 2, 3
    )

select distributions.recipe, distributions.feature, distributions.stage
from {{ ref("feature_distribution") }} as distributions
cross join totals
left join binned using (recipe, feature, stage)
where
    distributions.customer_count + distributions.missing_count <> totals.customer_count
    or distributions.customer_count <> coalesce(binned.customer_count, 0)
    or distributions.min_value > distributions.whisker_low
    or distributions.first_quartile > distributions.median_value
    or distributions.median_value > distributions.third_quartile
    or distributions.whisker_high > distributions.max_value
