with
    steps as (select * from {{ ref("int_stability_steps") }}),

    kmeans as (select * from {{ ref("ml_cluster_stability") }}),

    rfm as (select * from {{ ref("int_rfm_stability") }}),

    all_overlaps as (
        select
            'kmeans' as algorithm,
            recipe,
            cast(origin_date as date) as origin_date,
            cast(as_of_date as date) as as_of_date,
            comparison,
            segment_id,
            other_segment_id,
            customer_count
        from kmeans
        union all
        select
            'rfm' as algorithm,
            cast(null as {{ dbt.type_string() }}) as recipe,
            origin_date,
            as_of_date,
            'refit' as comparison,
            segment_id,
            other_segment_id,
            customer_count
        from rfm
    ),

    final as (
        select
            all_overlaps.algorithm,
            all_overlaps.recipe,
            all_overlaps.origin_date,
            all_overlaps.as_of_date,
            steps.weeks_since_fit,
            all_overlaps.comparison,
            all_overlaps.segment_id,
            all_overlaps.other_segment_id,
            all_overlaps.customer_count
        from all_overlaps
        inner join
            steps
            on all_overlaps.origin_date = steps.origin_date
            and all_overlaps.as_of_date = steps.as_of_date
    )

select *
from final
