with
    steps as (
        select as_of_date, row_number() over (order by as_of_date) as step_number
        from {{ ref("int_feature_means") }}
        where is_history_step
    ),

    periods as (
        select
            changes.*,
            steps.step_number,
            lead(changes.as_of_date) over by_step as next_as_of_date,
            -- the last period has lasted up to the last step
            coalesce(
                lead(steps.step_number) over by_step, (select count(*) + 1 from steps)
            ) as next_step_number
        from {{ ref("int_segment_changes") }} as changes
        inner join steps using (as_of_date)
        -- who was elsewhere by the old version, but came back by the refit of the day, did not move
        where
            changes.segment_id is distinct from changes.last_segment_id
            or changes.segment_name is distinct from changes.last_segment_name
        window
            by_step as (
                partition by changes.algorithm, changes.customer_key order by changes.as_of_date
            )
    ),

    final as (
        select
            periods.algorithm,
            customers.customer_unique_id,
            cast(periods.segment_id as integer) as segment_id,
            periods.segment_name,
            periods.model_version,
            case
                when periods.last_segment_id is null
                then 'entry'
                when periods.segment_id = periods.last_segment_id
                then 'rename'
                -- the old version would have left the customer there
                when periods.kept_segment_id = periods.last_segment_id
                then 'refit'
                when periods.has_changed
                then 'behaviour'
                else 'ageing'
            end as cause,
            periods.as_of_date as valid_from,
            periods.next_as_of_date as valid_to,
            periods.next_as_of_date is null as is_current,
            periods.next_step_number - periods.step_number
            >= {{ policy("history_confirmed_steps") }} as is_confirmed
        from periods
        inner join {{ ref("dim_customers") }} as customers using (customer_key)
    )

select *
from final
