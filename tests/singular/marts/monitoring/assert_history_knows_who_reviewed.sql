-- At every step, those in a segment of an unknown value are the customers who lacked it on that
-- day,
-- unless nobody had one yet.
with
    as_of_dates as (select * from {{ ref("int_feature_means") }} where is_history_step),

    unknown as (
        {%- for entry in recipe_features(policy("recipe")) if entry.unknown_segment_id %}
            select as_of_date, customer_key, {{ entry.unknown_segment_id }} as segment_id
            from ({{ customer_features_as_of("as_of_dates") }}) as features
            where {{ entry.feature }} is null and {{ entry.feature }}_mean is not null
            union
        {%- endfor %}
        select
            cast(null as date) as as_of_date,
            cast(null as bigint) as customer_key,
            cast(null as integer) as segment_id
        where false
    ),

    held as (
        select as_of_dates.as_of_date, customers.customer_key, history.segment_id
        from {{ ref("segment_history") }} as history
        inner join
            as_of_dates
            on as_of_dates.as_of_date >= history.valid_from
            and (as_of_dates.as_of_date < history.valid_to or history.valid_to is null)
        inner join {{ ref("dim_customers") }} as customers using (customer_unique_id)
        where history.algorithm = 'kmeans' and history.segment_id < 0
    )

select as_of_date, customer_key, unknown.segment_id, held.segment_id as held_segment_id
from unknown
full join held using (as_of_date, customer_key)
where unknown.segment_id is distinct from held.segment_id
