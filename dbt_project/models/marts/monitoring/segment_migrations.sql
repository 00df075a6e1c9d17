with
    steps as (
        select
            as_of_date as to_date,
            lag(as_of_date) over (order by as_of_date) as from_date
        from {{ ref("int_as_of_dates") }}
        where is_history_step
    ),

    segments as (
        select *
        from {{ ref("int_customer_segments_unioned") }}
        where algorithm in ('rfm', 'kmeans')
    ),

    names as (select * from {{ ref("int_segments_named") }}),

    features as (select * from {{ ref("int_customer_features_as_of") }}),

    moves as (
        select
            segments.algorithm,
            steps.from_date,
            steps.to_date,
            -- a customer once known stays known, so that the last row is of the last
            -- step; who enters has none
            lag(segments.segment_id) over (
                partition by segments.algorithm, segments.customer_unique_id
                order by segments.as_of_date
            ) as from_segment_id,
            lag(names.segment_name) over (
                partition by segments.algorithm, segments.customer_unique_id
                order by segments.as_of_date
            ) as from_segment_name,
            segments.segment_id as to_segment_id,
            names.segment_name as to_segment_name,
            features.spend_amount
        from segments
        inner join steps on segments.as_of_date = steps.to_date
        inner join
            features
            on segments.as_of_date = features.as_of_date
            and segments.customer_unique_id = features.customer_unique_id
        -- left join: a segment without a name must fail its test, not lose its
        -- customers
        left join
            names
            on segments.algorithm = names.algorithm
            and segments.model_version = names.model_version
            and segments.segment_id = names.segment_id
    ),

    final as (
        select
            algorithm,
            from_date,
            to_date,
            cast(from_segment_id as integer) as from_segment_id,
            from_segment_name,
            cast(to_segment_id as integer) as to_segment_id,
            to_segment_name,
            cast(count(*) as integer) as customer_count,
            cast(
                sum({{ exact_decimal("spend_amount") }}) as decimal(18, 2)
            ) as spend_amount
        from moves
        -- before the first step nobody was anywhere
        where from_date is not null
        group by
            algorithm,
            from_date,
            to_date,
            from_segment_id,
            from_segment_name,
            to_segment_id,
            to_segment_name
    )

select *
from final
