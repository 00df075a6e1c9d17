with
    all_overlaps as (
        select
            'kmeans' as algorithm,
            recipe,
            cast(origin_date as date) as origin_date,
            cast(as_of_date as date) as as_of_date,
            comparison,
            cluster_number,
            other_cluster_number,
            customer_count
        from {{ ref("ml_cluster_stability") }}
        union all
        select
            'rfm' as algorithm,
            cast(null as {{ dbt.type_string() }}) as recipe,
            origin_date,
            as_of_date,
            'refit' as comparison,
            segment_id as cluster_number,
            other_segment_id as other_cluster_number,
            customer_count
        from {{ ref("int_rfm_stability") }}
    ),

    final as (
        select all_overlaps.*, steps.weeks_since_fit
        from all_overlaps
        inner join {{ ref("int_stability_steps") }} as steps using (origin_date, as_of_date)
    )

select *
from final
