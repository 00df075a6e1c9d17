-- One row per version of the algorithms that have versions.
select algorithm, model_version, fitted_as_of_date, valid_to, customer_count, silhouette, is_current
from marts.segmentation_models
where algorithm in (select algorithm from marts.retraining_recommendation)
order by algorithm, model_version
