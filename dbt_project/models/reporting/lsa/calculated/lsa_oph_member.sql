-- People housed in other permanent housing on the night of the count (9.6), which the HIC alone reports by project.
with housed as (
    select
        stay.household_id, stay.affiliate_id, stay.project_id
    from {{ ref('lsa_hmis_enrollment') }} as stay
    cross join {{ ref('lsa_request') }} as request
    inner join {{ ref('lsa_project') }} as project
        on stay.affiliate_id = project.affiliate_id and stay.project_id = project.project_id
    where
        request.scope = 3
        and project.project_type in (9, 10)
        and stay.relationship_to_hoh = 1
        and stay.enrollment_coc = request.coc
        and stay.entry_date <= request.report_start
        and stay.move_in_date between stay.entry_date and request.report_start
        and coalesce(stay.exit_date > request.report_start, true)
        and {{ participates_on('project', 'request.report_start') }}
)

select housed.affiliate_id, housed.project_id, stay.stay_id, stay.client_id
from housed
cross join {{ ref('lsa_request') }} as request
inner join {{ ref('lsa_hmis_enrollment') }} as stay on housed.household_id = stay.household_id
where stay.entry_date <= request.report_start and coalesce(stay.exit_date > request.report_start, true)
