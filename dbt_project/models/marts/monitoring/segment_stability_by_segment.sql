with
    stability_overlaps as (
        select * from {{ ref("int_stability_overlaps") }} where comparison = 'refit'
    ),

    models as (select * from {{ ref("segmentation_models") }}),

    names as (select * from {{ ref("int_segments_named") }}),

    pairs as (
        select
            *,
            sum(customer_count) over (
                partition by algorithm, origin_date, as_of_date, segment_id
            ) as frozen_count,
            sum(customer_count) over (
                partition by algorithm, origin_date, as_of_date, other_segment_id
            ) as refit_count,
            sum(customer_count) over (
                partition by algorithm, origin_date, as_of_date
            ) as all_count
        from stability_overlaps
    ),

    segments as (
        select
            algorithm,
            recipe,
            origin_date,
            as_of_date,
            weeks_since_fit,
            segment_id,
            max(frozen_count) as customer_count,
            cast(max(frozen_count) as double) / max(all_count) as customer_share,
            max(
                cast(customer_count as double)
                / (frozen_count + refit_count - customer_count)
            ) as jaccard
        from pairs
        group by algorithm, recipe, origin_date, as_of_date, weeks_since_fit, segment_id
    ),

    final as (
        select
            segments.algorithm,
            segments.recipe,
            segments.origin_date,
            segments.as_of_date,
            segments.weeks_since_fit,
            cast(segments.segment_id as integer) as segment_id,
            names.segment_name,
            cast(segments.customer_count as integer) as customer_count,
            segments.customer_share,
            segments.jaccard
        from segments
        -- left joins: there may be no version in force at the origin yet
        left join
            models
            on segments.algorithm = models.algorithm
            and {{ is_in_force("segments.origin_date", "models") }}
        left join
            names
            on models.algorithm = names.algorithm
            and models.model_version = names.model_version
            and segments.segment_id = names.segment_id
    )

select *
from final
