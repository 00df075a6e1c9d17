with
    moved as (
        select
            algorithm,
            as_of_date,
            last_segment_id,
            last_segment_name,
            segment_id,
            segment_name,
            count(*) as customer_count,
            sum({{ exact_decimal("spend_amount") }}) as spend_amount
        from {{ ref("int_segment_changes") }}
        group by 1, 2, 3, 4, 5, 6
    ),

    -- who is in a segment at a step, and has not come from another, has stayed
    stayed as (
        select
            profiles.algorithm,
            profiles.as_of_date,
            profiles.segment_id as last_segment_id,
            names.segment_name as last_segment_name,
            profiles.segment_id,
            names.segment_name,
            profiles.customer_count - coalesce(sum(moved.customer_count), 0) as customer_count,
            profiles.spend_amount - coalesce(sum(moved.spend_amount), 0) as spend_amount
        from {{ ref("int_segments_profiled") }} as profiles
        inner join
            {{ ref("int_segments_named") }} as names using (algorithm, model_version, segment_id)
        -- left join: nobody may have arrived
        left join moved using (algorithm, as_of_date, segment_id)
        where profiles.is_history_step and profiles.algorithm in ('rfm', 'kmeans')
        group by
            profiles.algorithm,
            profiles.as_of_date,
            profiles.segment_id,
            names.segment_name,
            profiles.customer_count,
            profiles.spend_amount
    ),

    steps as (
        select as_of_date as to_date, lag(as_of_date) over (order by as_of_date) as from_date
        from {{ ref("int_feature_means") }}
        where is_history_step
    ),

    final as (
        select
            migrations.algorithm,
            steps.from_date,
            steps.to_date,
            cast(migrations.last_segment_id as integer) as from_segment_id,
            migrations.last_segment_name as from_segment_name,
            cast(migrations.segment_id as integer) as to_segment_id,
            migrations.segment_name as to_segment_name,
            cast(migrations.customer_count as integer) as customer_count,
            cast(migrations.spend_amount as decimal(18, 2)) as spend_amount
        from
            (
                select *
                from moved
                union all
                select *
                from stayed
            ) as migrations
        inner join steps on migrations.as_of_date = steps.to_date
        -- before the first step nobody was anywhere
        where steps.from_date is not null and migrations.customer_count <> 0
    )

select *
from final
