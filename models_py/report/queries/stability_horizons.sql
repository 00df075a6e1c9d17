-- One row per algorithm and frozen model.
select algorithm, origin_date, threshold, stable_weeks, fell_at_weeks, observed_weeks
from marts.stability_horizons
order by algorithm, origin_date
