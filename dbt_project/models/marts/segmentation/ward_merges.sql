with
    -- the dendrogram as a row of leaves, each with the cut that splits it from the leaf before it
    leaves as (
        select
            labels.recipe,
            labels.leaf_number,
            labels.split_count as cluster_count,
            labels.merge_height,
            sum(vals.customer_count) as customer_count
        from {{ ref("ml_ward_labels") }} as labels
        inner join {{ ref("int_feature_values") }} as vals using (recipe, value_id)
        group by 1, 2, 3, 4
    ),

    -- from a split to the nearest ones that are above it in the dendrogram
    splits as (
        select
            splits.recipe,
            splits.leaf_number,
            splits.cluster_count,
            splits.merge_height,
            max(
                case when above.leaf_number < splits.leaf_number then above.leaf_number end
            ) as first_leaf,
            min(
                case when above.leaf_number > splits.leaf_number then above.leaf_number end
            ) as next_leaf
        from leaves as splits
        inner join
            leaves as above
            on splits.recipe = above.recipe
            and above.cluster_count < splits.cluster_count
        group by 1, 2, 3, 4
    ),

    sides as (
        select
            splits.recipe,
            splits.cluster_count,
            splits.merge_height,
            leaves.leaf_number < splits.leaf_number as is_before,
            sum(leaves.customer_count) as customer_count
        from splits
        inner join
            leaves
            on splits.recipe = leaves.recipe
            and leaves.leaf_number >= splits.first_leaf
            and (splits.next_leaf is null or leaves.leaf_number < splits.next_leaf)
        group by 1, 2, 3, 4
    ),

    final as (
        select
            recipe,
            cluster_count,
            merge_height,
            cast(max(customer_count) as integer) as larger_customer_count,
            cast(min(customer_count) as integer) as smaller_customer_count
        from sides
        group by 1, 2, 3
    )

select *
from final
