-- One row per merge at the top of the dendrogram.
select cluster_count, merge_height, larger_customer_count, smaller_customer_count
from marts.ward_merges
where
    recipe = (select max(recipe) from marts.segmentation_models where algorithm = 'ward')
    and cluster_count <= 12
order by cluster_count
