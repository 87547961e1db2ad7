-- Measure 4: the stay of each adult whose income is compared (steps 2 and 3), in projects that the CoC program funds: of who
-- is there on the last day the latest begun at least 365 days before, of who is not the latest left in the period. `begun_on`
-- is the household's first entry, whose anniversaries call for an annual assessment.
with stay as (
    select *, exit_date is null as is_open
    from {{ ref('spm_stay') }}
    where is_coc_funded and (exit_date is null or exit_date >= period_start)
),

open_client as (
    select distinct report_id, client_id from stay where is_open
),

ranked as (
    select
        stay.*,
        row_number() over (
            partition by stay.report_id, stay.client_id order by stay.entry_date desc, length(stay.enrollment_id), stay.enrollment_id
        ) as nth
    from stay
    left join open_client on stay.report_id = open_client.report_id and stay.client_id = open_client.client_id
    where
        case
            when stay.is_open then {{ days_between('stay.entry_date', days_after('stay.period_end', 1)) }} >= 365
            else open_client.client_id is null
        end
),

begun as (
    select report_id, household_id, min(entry_date) as begun_on
    from {{ ref('spm_enrollment') }}
    group by report_id, household_id
)

select
    ranked.report_id, ranked.client_id, ranked.is_open, ranked.stay_id, ranked.affiliate_id, ranked.enrollment_id,
    ranked.period_end, ranked.entry_date, ranked.exit_date, begun.begun_on
from ranked
inner join begun on ranked.report_id = begun.report_id and ranked.household_id = begun.household_id
where ranked.nth = 1 and ranked.age >= 18
