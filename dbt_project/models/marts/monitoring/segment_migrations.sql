with
    changes as (select * from {{ ref("int_segment_changes") }}),

    steps as (
        select as_of_date as to_date, lag(as_of_date) over (order by as_of_date) as from_date
        from {{ ref("int_feature_means") }}
        where is_history_step
    ),

    -- what customers did, by the version that was in force at the step before
    moved as (
        select
            algorithm,
            as_of_date,
            last_segment_id as from_segment_id,
            last_segment_name as from_segment_name,
            kept_segment_id as to_segment_id,
            kept_segment_name as to_segment_name,
            case
                when last_segment_id is null
                then 'entry'
                when has_changed
                then 'behaviour'
                else 'ageing'
            end as cause,
            spend_amount
        from changes
        where last_segment_id is distinct from kept_segment_id
    ),

    -- what a refit did to them then
    placed_anew as (
        select
            algorithm,
            as_of_date,
            kept_segment_id as from_segment_id,
            kept_segment_name as from_segment_name,
            segment_id as to_segment_id,
            segment_name as to_segment_name,
            case when kept_segment_id = segment_id then 'rename' else 'refit' end as cause,
            spend_amount
        from changes
        where kept_segment_id <> segment_id or kept_segment_name <> segment_name
    ),

    counted as (
        select
            * exclude (spend_amount),
            count(*) as customer_count,
            sum({{ exact_decimal("spend_amount") }}) as spend_amount
        from
            (
                select *
                from moved
                union all
                select *
                from placed_anew
            ) as moves
        group by all
    ),

    -- who is in a segment by the old version, and has not come from another, has stayed
    stays as (
        select
            algorithm,
            as_of_date,
            segment_id,
            sum(customer_count) as customer_count,
            sum(spend_amount) as spend_amount
        from
            (
                select algorithm, as_of_date, segment_id, customer_count, spend_amount
                from {{ ref("int_segments_profiled") }}
                where is_history_step and algorithm in ('rfm', 'kmeans')
                union all
                select algorithm, as_of_date, to_segment_id, - customer_count, - spend_amount
                from counted
                union all
                select algorithm, as_of_date, from_segment_id, customer_count, spend_amount
                from counted
                where cause in ('refit', 'rename')
            ) as sizes
        group by algorithm, as_of_date, segment_id
    ),

    stayed as (
        select
            stays.algorithm,
            stays.as_of_date,
            stays.segment_id as from_segment_id,
            names.segment_name as from_segment_name,
            stays.segment_id as to_segment_id,
            names.segment_name as to_segment_name,
            'stay' as cause,
            stays.customer_count,
            stays.spend_amount
        from stays
        inner join steps on stays.as_of_date = steps.to_date
        inner join
            {{ ref("int_model_versions") }} as versions
            on stays.algorithm = versions.algorithm
            and steps.from_date >= versions.valid_from
            and steps.from_date < versions.valid_to
        -- left join: a segment without a name must fail its test, not lose its customers
        left join
            {{ ref("int_segments_named") }} as names
            on stays.algorithm = names.algorithm
            and versions.model_version = names.model_version
            and stays.segment_id = names.segment_id
        where stays.customer_count <> 0
    ),

    final as (
        select
            migrations.algorithm,
            steps.from_date,
            steps.to_date,
            cast(migrations.from_segment_id as integer) as from_segment_id,
            migrations.from_segment_name,
            cast(migrations.to_segment_id as integer) as to_segment_id,
            migrations.to_segment_name,
            migrations.cause,
            cast(migrations.customer_count as integer) as customer_count,
            cast(migrations.spend_amount as decimal(18, 2)) as spend_amount
        from
            (
                select *
                from counted
                union all
                select *
                from stayed
            ) as migrations
        inner join steps on migrations.as_of_date = steps.to_date
        -- before the first step nobody was anywhere
        where steps.from_date is not null
    )

select *
from final
