with
    versions as (select * from {{ ref("int_model_versions") }}),

    matches as (
        select distinct 'kmeans' as algorithm, model_version, segment_id, overlap
        from {{ ref("ml_kmeans_centroids") }}
    ),

    -- the segments of each version, as of its fit
    segments as (
        select
            names.algorithm,
            names.model_version,
            names.segment_id,
            names.segment_name,
            profiles.customer_count,
            profiles.customer_share,
            matches.overlap
        from {{ ref("int_segments_named") }} as names
        -- left joins: nobody may be in an RFM segment, and only KMeans is matched
        left join
            (select * from {{ ref("int_segments_profiled") }} where is_at_fit) as profiles using (
                algorithm, model_version, segment_id
            )
        left join matches using (algorithm, model_version, segment_id)
        where names.algorithm in ('rfm', 'kmeans')
        -- not reviewed yet is a segment from the first fit on that finds somebody there
        qualify
            names.segment_id > 0
            or max(profiles.customer_count) over (
                partition by names.algorithm, names.segment_id order by names.model_version
            )
            is not null
    ),

    -- of each segment, the version that has it and the one after
    known as (
        select algorithm, model_version, segment_id
        from segments
        union
        select segments.algorithm, versions.model_version, segments.segment_id
        from segments
        inner join
            versions
            on segments.algorithm = versions.algorithm
            and segments.model_version + 1 = versions.model_version
    ),

    final as (
        select
            known.algorithm,
            cast(known.model_version as integer) as model_version,
            versions.valid_from as fitted_as_of_date,
            cast(known.segment_id as integer) as segment_id,
            coalesce(segments.segment_name, last_segments.segment_name) as segment_name,
            case
                when segments.segment_id is null
                then 'retired'
                when last_segments.segment_id is null
                then 'new'
                else 'kept'
            end as status,
            cast(coalesce(segments.customer_count, 0) as integer) as customer_count,
            cast(coalesce(segments.customer_share, 0) as double) as customer_share,
            segments.overlap
        from known
        inner join versions using (algorithm, model_version)
        -- left joins: a retired segment is not in the version, a new one not in the last
        left join segments using (algorithm, model_version, segment_id)
        left join
            segments as last_segments
            on known.algorithm = last_segments.algorithm
            and known.segment_id = last_segments.segment_id
            and known.model_version = last_segments.model_version + 1
    )

select *
from final
