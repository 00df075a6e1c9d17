{% set comparisons = (
    "refit",
    "ceiling",
    "scaler_kept",
    "scaler_refreshed",
    "without_ageing",
) %}

with
    segment_pairs as (select * from {{ ref("int_stability_overlaps") }}),

    agreements as (
        {{
            adjusted_rand_index(
                "segment_pairs",
                ["algorithm", "origin_date", "as_of_date", "comparison"],
                "cluster_number",
                "other_cluster_number",
            )
        }}
    ),

    agreements_wide as (
        select
            algorithm,
            origin_date,
            as_of_date,
            {{ pivoted("comparison", comparisons, {"ari_{}": "adjusted_rand_index"}) }}
        from agreements
        group by 1, 2, 3
    ),

    steps as (
        select
            algorithm,
            recipe,
            origin_date,
            as_of_date,
            weeks_since_fit,
            cast(sum(customer_count) as integer) as customer_count
        from segment_pairs
        where comparison = 'refit'
        group by 1, 2, 3, 4, 5
    ),

    final as (
        select
            steps.algorithm,
            steps.recipe,
            steps.origin_date,
            steps.as_of_date,
            steps.weeks_since_fit,
            steps.customer_count,
            agreements_wide.ari_refit as ari,
            -- rfm has no random start, so a refit is always the same
            case
                when steps.algorithm = 'rfm' then 1 else agreements_wide.ari_ceiling
            end as ari_ceiling,
            agreements_wide.ari_scaler_kept,
            agreements_wide.ari_scaler_refreshed,
            agreements_wide.ari_without_ageing
        from steps
        inner join agreements_wide using (algorithm, origin_date, as_of_date)
    )

select *
from final
