with
    models as (
        select *
        from {{ ref("segmentation_models") }}
        where algorithm in ('rfm', 'kmeans')
    ),

    names as (select * from {{ ref("int_segments_named") }}),

    profiles as (select * from {{ ref("int_segments_profiled") }}),

    matches as (
        select distinct model_version, segment_id, overlap
        from {{ ref("ml_kmeans_centroids") }}
    ),

    -- the segments of each version, as of its fit
    segments as (
        select
            models.algorithm,
            models.model_version,
            models.fitted_as_of_date,
            names.segment_id,
            names.segment_name,
            coalesce(profiles.customer_count, 0) as customer_count,
            coalesce(profiles.customer_share, 0) as customer_share,
            matches.overlap
        from models
        inner join
            names
            on models.algorithm = names.algorithm
            and models.model_version = names.model_version
        -- left joins: nobody may be in an RFM segment, and only KMeans is matched
        left join
            profiles
            on models.algorithm = profiles.algorithm
            and models.fitted_as_of_date = profiles.as_of_date
            and names.segment_id = profiles.segment_id
        left join
            matches
            on models.algorithm = 'kmeans'
            and models.model_version = matches.model_version
            and names.segment_id = matches.segment_id
    ),

    with_status as (
        select
            segments.algorithm,
            segments.model_version,
            segments.fitted_as_of_date,
            segments.segment_id,
            segments.segment_name,
            case
                when segments.model_version = 1 or last_versions.segment_id is null
                then 'new'
                else 'kept'
            end as status,
            segments.customer_count,
            segments.customer_share,
            segments.overlap
        from segments
        -- left join: a new segment was not in the last version
        left join
            segments as last_versions
            on segments.algorithm = last_versions.algorithm
            and segments.segment_id = last_versions.segment_id
            and segments.model_version = last_versions.model_version + 1
        union all
        -- in the last version, but not in this one
        select
            last_versions.algorithm,
            models.model_version,
            models.fitted_as_of_date,
            last_versions.segment_id,
            last_versions.segment_name,
            'retired' as status,
            0 as customer_count,
            0 as customer_share,
            cast(null as double) as overlap
        from segments as last_versions
        inner join
            models
            on last_versions.algorithm = models.algorithm
            and last_versions.model_version + 1 = models.model_version
        left join
            segments
            on models.algorithm = segments.algorithm
            and models.model_version = segments.model_version
            and last_versions.segment_id = segments.segment_id
        where segments.segment_id is null
    ),

    final as (
        select
            algorithm,
            cast(model_version as integer) as model_version,
            fitted_as_of_date,
            cast(segment_id as integer) as segment_id,
            segment_name,
            status,
            cast(customer_count as integer) as customer_count,
            cast(customer_share as double) as customer_share,
            overlap
        from with_status
    )

select *
from final
