with
    merges as (select * from {{ ref("ml_ward_merges") }}),

    leaves as (
        select
            ward_leaves.recipe,
            ward_leaves.leaf_number,
            sum(vals.customer_count) as customer_count
        from {{ ref("ml_ward_leaves") }} as ward_leaves
        inner join
            {{ ref("int_feature_values") }} as vals
            on ward_leaves.recipe = vals.recipe
            and ward_leaves.value_id = vals.value_id
        group by ward_leaves.recipe, ward_leaves.leaf_number
    ),

    -- each cluster with the one that holds it when there is one cluster less
    clusters as (
        select
            merges.recipe,
            merges.cluster_count,
            merges.cluster_number,
            parents.cluster_number as parent_number,
            max(merges.merge_height) as merge_height,
            sum(leaves.customer_count) as customer_count
        from merges
        inner join
            merges as parents
            on merges.recipe = parents.recipe
            and merges.cluster_count = parents.cluster_count + 1
            and merges.leaf_number = parents.leaf_number
        inner join
            leaves
            on merges.recipe = leaves.recipe
            and merges.leaf_number = leaves.leaf_number
        group by
            merges.recipe,
            merges.cluster_count,
            merges.cluster_number,
            parents.cluster_number
    ),

    final as (
        select
            recipe,
            cluster_count,
            max(merge_height) as merge_height,
            cast(max(customer_count) as integer) as larger_customer_count,
            cast(min(customer_count) as integer) as smaller_customer_count
        from clusters
        group by recipe, cluster_count, parent_number
        having count(*) = 2
    )

select *
from final
