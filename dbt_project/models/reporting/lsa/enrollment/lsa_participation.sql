-- When an enrollment's project took part in HMIS (HMISStart and HMISEnd of 3.3): the latest participation that the
-- enrollment overlaps. An end after the period is none. Exports of FY2022 say of a project only whether it takes part.
with part as (
    select
        affiliate_id, project_id, hmis_participation_id as participation_id, hmis_participation_status_start_date as first_day,
        hmis_participation_status_end_date as ended_on
    from {{ ref('hmis_participation') }}
    where not is_deleted and hmis_participation_type = 1
    union all
    select affiliate_id, project_id, project_id, operating_start_date, null
    from {{ ref('hmis_project') }}
    where not is_deleted and csv_version = '2022' and hmis_participating_project = 1
),

overlapping as (
    select
        stay.stay_id,
        part.first_day as hmis_start,
        case when part.ended_on <= request.report_end then part.ended_on end as hmis_end,
        row_number() over (partition by stay.stay_id order by part.first_day desc, part.participation_id desc) as nth
    from {{ ref('lsa_hmis_enrollment') }} as stay
    cross join {{ ref('lsa_request') }} as request
    inner join part on stay.affiliate_id = part.affiliate_id and stay.project_id = part.project_id
    where
        part.first_day <= request.report_end
        and coalesce(stay.exit_date > part.first_day, true)
        and (part.ended_on is null or (part.ended_on > stay.entry_date and part.ended_on > request.lookback_date))
)

select stay_id, hmis_start, hmis_end
from overlapping
where nth = 1
