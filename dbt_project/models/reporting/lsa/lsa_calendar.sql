-- Every day that a household may be counted on: from the lookback date, or the first move-in before it, to the end of the
-- report period.
select cast(day as date) as day
from (
    select unnest(generate_series(
        least(lookback_date, (select min(move_in_date) from {{ ref('lsa_household_stay') }})), report_end, interval '1 day'
    )) as day
    from {{ ref('lsa_request') }}
) as days
