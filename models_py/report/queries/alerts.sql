-- One row per alert of the monitors.
select
    monitor,
    algorithm,
    subject,
    observed_value,
    bound,
    message,
    count(*) over (partition by algorithm) as algorithm_alert_count,
    count(*) over (partition by monitor) as monitor_alert_count,
    row_number() over (partition by monitor order by algorithm, subject) as monitor_alert_number
from marts.segmentation_alerts
order by monitor, algorithm, subject
