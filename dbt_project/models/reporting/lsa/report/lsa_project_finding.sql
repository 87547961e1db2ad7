-- Enrollments that do not fit their project or household (10.2 to 10.7, 10.20), whether or not the LSA counts them.
with active as (
    select
        stay.*, head.enrollment_coc as head_coc, request.report_start, request.report_end, request.coc,
        least(stay.exit_date, request.report_end) as until
    from {{ ref('lsa_hmis_enrollment') }} as stay
    cross join {{ ref('lsa_request') }} as request
    inner join {{ ref('lsa_project') }} as project
        on stay.affiliate_id = project.affiliate_id and stay.project_id = project.project_id
    left join (
        select household_id, max(enrollment_coc) as enrollment_coc, count(*) as heads
        from {{ ref('lsa_hmis_enrollment') }}
        where relationship_to_hoh = 1
        group by household_id
    ) as head on stay.household_id = head.household_id
    where
        stay.project_type not in (9, 10)
        and stay.entry_date <= request.report_end
        and (stay.exit_date is null or (stay.exit_date >= request.report_start and stay.exit_date > stay.entry_date))
),

heads as (
    select household_id, count(distinct client_id) as heads
    from {{ ref('lsa_hmis_enrollment') }}
    where relationship_to_hoh = 1
    group by household_id
),

night as (
    select stay_id, max(night) as last_bed_night
    from {{ ref('lsa_bed_night') }}
    group by stay_id
)

select 'open_after_closing' as finding, stay.stay_id, stay.household_id, stay.client_id, stay.affiliate_id, stay.project_id
from {{ ref('lsa_enrollment') }} as counted
inner join {{ ref('lsa_hmis_enrollment') }} as stay on counted.stay_id = stay.stay_id
cross join {{ ref('lsa_request') }} as request
where stay.exit_date is null and stay.operating_end_date between request.report_start and request.report_end
union all
select 'exit_after_closing', stay.stay_id, stay.household_id, stay.client_id, stay.affiliate_id, stay.project_id
from {{ ref('lsa_enrollment') }} as counted
inner join {{ ref('lsa_hmis_enrollment') }} as stay on counted.stay_id = stay.stay_id
cross join {{ ref('lsa_request') }} as request
where
    stay.exit_date > stay.operating_end_date
    and stay.operating_end_date between request.report_start and request.report_end
union all
select 'open_without_night', stay.stay_id, stay.household_id, stay.client_id, stay.affiliate_id, stay.project_id
from {{ ref('lsa_hhid') }} as household
inner join {{ ref('lsa_hmis_enrollment') }} as stay on household.household_id = stay.household_id
left join night on stay.stay_id = night.stay_id
cross join {{ ref('lsa_request') }} as request
where
    stay.project_type = 1
    and coalesce(stay.exit_date > request.report_end, true)
    and coalesce(night.last_bed_night <= {{ days_after('request.report_end', -90) }}, true)
union all
select 'exit_without_night', stay.stay_id, stay.household_id, stay.client_id, stay.affiliate_id, stay.project_id
from {{ ref('lsa_hhid') }} as household
inner join {{ ref('lsa_hmis_enrollment') }} as stay on household.household_id = stay.household_id
inner join night on stay.stay_id = night.stay_id
cross join {{ ref('lsa_request') }} as request
where
    stay.project_type = 1
    and stay.exit_date between request.report_start and request.report_end
    and night.last_bed_night <> {{ days_after('stay.exit_date', -1) }}
union all
select 'household_without_coc', stay_id, household_id, client_id, affiliate_id, project_id
from active
where head_coc is null
union all
select 'not_participating', stay_id, household_id, client_id, affiliate_id, project_id
from active
where
    head_coc = coc
    and not exists (
        select 1 from {{ ref('lsa_hmis_participation') }} as part
        where
            part.affiliate_id = active.affiliate_id
            and part.project_id = active.project_id
            and part.hmis_participation_type = 1
            and part.hmis_participation_status_start_date <= active.entry_date
            and (
                part.hmis_participation_status_end_date is null
                or part.hmis_participation_status_end_date >= active.exit_date
                or (active.exit_date is null and part.hmis_participation_status_end_date > active.report_end)
            )
    )
union all
select 'not_one_head', active.stay_id, active.household_id, active.client_id, active.affiliate_id, active.project_id
from active
left join heads on active.household_id = heads.household_id
where coalesce(heads.heads, 0) <> 1 and (heads.heads is null or active.head_coc = active.coc)
union all
select 'without_relationship', stay_id, household_id, client_id, affiliate_id, project_id
from active
where head_coc = coc and coalesce(relationship_to_hoh, 99) not in (1, 2, 3, 4, 5)
union all
select 'without_bed_night', stay_id, household_id, client_id, affiliate_id, project_id
from active
where
    project_type = 1
    and head_coc = coc
    and not exists (
        select 1 from {{ ref('lsa_bed_night') }} as bed
        where bed.stay_id = active.stay_id and bed.night between active.entry_date and coalesce(active.until, active.report_end)
    )
