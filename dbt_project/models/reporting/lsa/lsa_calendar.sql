-- Every day that system use is counted on: from the lookback date to the end of the report period (6.14).
select cast(day as date) as day
from (
    select {{ each_day('lookback_date', 'report_end') }} as day
    from {{ ref('lsa_request') }}
) as days
