with
    segment_pairs as (select * from {{ ref("segment_overlaps") }}),

    sizes as (
        select algorithm, segment_id, customer_count from {{ ref("segment_profiles") }}
    ),

    -- pairs of customers in one segment, by one algorithm and by both
    pairs_by_algorithm as (
        select
            algorithm,
            cast(sum(customer_count) as double) as customer_count,
            cast(sum(cast(customer_count as bigint) * (customer_count - 1)) as double)
            / 2 as pair_count
        from sizes
        group by algorithm
    ),

    pairs_by_both as (
        select
            algorithm,
            other_algorithm,
            cast(sum(cast(customer_count as bigint) * (customer_count - 1)) as double)
            / 2 as pair_count
        from segment_pairs
        group by algorithm, other_algorithm
    ),

    expected as (
        select
            pairs_by_both.algorithm,
            pairs_by_both.other_algorithm,
            pairs_by_both.pair_count,
            ones.pair_count
            * others.pair_count
            / nullif(
                ones.customer_count * (ones.customer_count - 1) / 2, 0
            ) as expected_pair_count,
            (ones.pair_count + others.pair_count) / 2 as highest_pair_count
        from pairs_by_both
        inner join
            pairs_by_algorithm as ones on pairs_by_both.algorithm = ones.algorithm
        inner join
            pairs_by_algorithm as others
            on pairs_by_both.other_algorithm = others.algorithm
    ),

    final as (
        select
            algorithm,
            other_algorithm,
            -- both put all customers together, or none
            coalesce(
                (pair_count - expected_pair_count)
                / nullif(highest_pair_count - expected_pair_count, 0),
                1
            ) as adjusted_rand_index
        from expected
    )

select *
from final
