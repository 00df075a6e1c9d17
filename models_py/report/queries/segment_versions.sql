-- One row per algorithm, version and segment.
select
    algorithm,
    model_version,
    fitted_as_of_date,
    segment_id,
    segment_name,
    status,
    customer_count,
    customer_share,
    overlap
from marts.segment_versions
order by algorithm, model_version, segment_id
