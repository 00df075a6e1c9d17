with
    pairs as (
        select
            *,
            sum(customer_count) over (
                partition by algorithm, origin_date, as_of_date, cluster_number
            ) as frozen_count,
            sum(customer_count) over (
                partition by algorithm, origin_date, as_of_date, other_cluster_number
            ) as refit_count,
            sum(customer_count) over (partition by algorithm, origin_date, as_of_date) as all_count
        from {{ ref("int_stability_overlaps") }}
        where comparison = 'refit'
    ),

    -- which segment of the version in force a frozen cluster is; of rfm they are the same
    segment_ids as (
        select
            'kmeans' as algorithm,
            cast(origin_date as date) as origin_date,
            cluster_number,
            segment_id
        from {{ ref("ml_frozen_segments") }}
        union all
        select distinct 'rfm' as algorithm, origin_date, cluster_number, cluster_number
        from pairs
        where algorithm = 'rfm'
    ),

    segments as (
        select
            algorithm,
            recipe,
            origin_date,
            as_of_date,
            weeks_since_fit,
            cluster_number,
            any_value(frozen_count) as customer_count,
            cast(any_value(frozen_count) as double) / any_value(all_count) as customer_share,
            max(
                cast(customer_count as double) / (frozen_count + refit_count - customer_count)
            ) as jaccard
        from pairs
        group by 1, 2, 3, 4, 5, 6
    ),

    final as (
        select
            segments.algorithm,
            segments.recipe,
            segments.origin_date,
            segments.as_of_date,
            segments.weeks_since_fit,
            cast(segments.cluster_number as integer) as cluster_number,
            cast(segment_ids.segment_id as integer) as segment_id,
            names.segment_name,
            cast(segments.customer_count as integer) as customer_count,
            segments.customer_share,
            segments.jaccard
        from segments
        -- left joins: there may be no version in force at the origin yet, or a cluster like none of
        -- its segments
        left join segment_ids using (algorithm, origin_date, cluster_number)
        left join
            {{ ref("int_model_versions") }} as versions
            on segments.algorithm = versions.algorithm
            and segments.origin_date >= versions.valid_from
            and segments.origin_date < versions.valid_to
        left join
            {{ ref("int_segments_named") }} as names
            on segments.algorithm = names.algorithm
            and versions.model_version = names.model_version
            and segment_ids.segment_id = names.segment_id
    )

select *
from final
