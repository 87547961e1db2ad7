-- When an enrollment's project took part in HMIS (HMISStart and HMISEnd of 3.3): the latest participation that the
-- enrollment overlaps. An end after the period is none.
with overlapping as (
    select
        stay.stay_id,
        part.hmis_participation_status_start_date as hmis_start,
        case
            when part.hmis_participation_status_end_date <= request.report_end then part.hmis_participation_status_end_date
        end as hmis_end,
        row_number() over (
            partition by stay.stay_id order by part.hmis_participation_status_start_date desc, part.hmis_participation_id desc
        ) as nth
    from {{ ref('lsa_hmis_enrollment') }} as stay
    cross join {{ ref('lsa_request') }} as request
    inner join {{ ref('hmis_participation') }} as part
        on stay.affiliate_id = part.affiliate_id and stay.project_id = part.project_id
    where
        not part.is_deleted
        and part.hmis_participation_type = 1
        and part.hmis_participation_status_start_date <= request.report_end
        and coalesce(stay.exit_date > part.hmis_participation_status_start_date, true)
        and (
            part.hmis_participation_status_end_date is null
            or (
                part.hmis_participation_status_end_date > stay.entry_date
                and part.hmis_participation_status_end_date > request.lookback_date
            )
        )
)

select stay_id, hmis_start, hmis_end
from overlapping
where nth = 1
