with
    changes as (select * from {{ ref("int_segment_changes") }}),

    names as (select * from {{ ref("int_segments_named") }}),

    steps as (
        select
            as_of_date as to_date,
            lag(as_of_date) over (order by as_of_date) as from_date
        from {{ ref("int_as_of_dates") }}
        where is_history_step
    ),

    -- who is in a segment at a step ...
    totals as (
        select
            summed.algorithm,
            summed.as_of_date,
            summed.segment_id,
            names.segment_name,
            summed.customer_count,
            summed.spend_amount_sum as spend_amount
        from {{ ref("int_segments_summed") }} as summed
        inner join
            names
            on summed.algorithm = names.algorithm
            and summed.model_version = names.model_version
            and summed.segment_id = names.segment_id
        where summed.algorithm in ('rfm', 'kmeans')
    ),

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
        from changes
        group by
            algorithm,
            as_of_date,
            last_segment_id,
            last_segment_name,
            segment_id,
            segment_name
    ),

    arrived as (
        select
            algorithm,
            as_of_date,
            segment_id,
            sum(customer_count) as customer_count,
            sum(spend_amount) as spend_amount
        from moved
        group by algorithm, as_of_date, segment_id
    ),

    -- ... and has not come from another, has stayed
    stayed as (
        select
            totals.algorithm,
            totals.as_of_date,
            totals.segment_id as last_segment_id,
            totals.segment_name as last_segment_name,
            totals.segment_id,
            totals.segment_name,
            totals.customer_count
            - coalesce(arrived.customer_count, 0) as customer_count,
            totals.spend_amount - coalesce(arrived.spend_amount, 0) as spend_amount
        from totals
        -- left join: nobody may have arrived
        left join
            arrived
            on totals.algorithm = arrived.algorithm
            and totals.as_of_date = arrived.as_of_date
            and totals.segment_id = arrived.segment_id
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
                where customer_count <> 0
            ) as migrations
        inner join steps on migrations.as_of_date = steps.to_date
        -- before the first step nobody was anywhere
        where steps.from_date is not null
    )

select *
from final
