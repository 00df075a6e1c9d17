-- One row per feature of the recipe in use: what the KMeans segments owe to it.
select feature, variance_share, ari_without_feature, is_dead, ari_of_live_features
from marts.feature_contributions
where recipe = (select max(recipe) from marts.segmentation_models where algorithm = 'kmeans')
order by variance_share desc, feature
