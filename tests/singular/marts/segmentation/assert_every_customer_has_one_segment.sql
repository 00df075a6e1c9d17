-- Each algorithm places every customer with features in exactly one segment, and nobody else.
with
    algorithms as (select distinct algorithm from {{ ref("segmentation_models") }}),

    expected as (
        select algorithms.algorithm, features.customer_unique_id
        from algorithms
        cross join {{ ref("customer_features") }} as features
    ),

    placed as (
        select algorithm, customer_unique_id, count(*) as segment_count
        from {{ ref("customer_segments") }}
        group by algorithm, customer_unique_id
    )

select
    coalesce(expected.algorithm, placed.algorithm) as algorithm,
    coalesce(expected.customer_unique_id, placed.customer_unique_id) as customer_unique_id,
    coalesce(placed.segment_count, 0) as segment_count
from expected
full join placed using (algorithm, customer_unique_id)
where
    placed.segment_count is null or expected.customer_unique_id is null or placed.segment_count <> 1
