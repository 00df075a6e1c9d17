-- One row: the moment and the days that the standing questions look back to.
with reporting_period as ({{ reporting_period }})

select reporting_at, three_months_before, twelve_months_before
from reporting_period
