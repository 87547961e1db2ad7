-- Who asks for what, for which period.
select
    report_id as report,
    title,
    funder,
    about,
    period_start,
    period_end
from {{ source('framework', 'report') }}
