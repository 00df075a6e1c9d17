-- One row per feature and date.
select feature, as_of_date, model_version, fitted_as_of_date, population_stability_index
from marts.feature_drift
order by feature, as_of_date
