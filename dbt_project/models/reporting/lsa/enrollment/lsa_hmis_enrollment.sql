-- Enrollments with their exits and what their project says of itself, as entered in HMIS; an exit after the period is none.
with exits as (
    {{ ranked_exits() }}
)

select
    {{ record_key('hmis_enrollment', 'enrollment.affiliate_id', 'enrollment.enrollment_id') }} as stay_id,
    {{ hud_household_id('enrollment') }} as household_id,
    enrollment.affiliate_id,
    enrollment.enrollment_id,
    enrollment.project_id,
    project.organization_id,
    link.client_id,
    enrollment.personal_id,
    enrollment.relationship_to_hoh,
    enrollment.enrollment_coc,
    enrollment.entry_date,
    enrollment.move_in_date,
    leaving.exit_date,
    leaving.destination,
    leaving.destination_subsidy_type,
    enrollment.living_situation,
    enrollment.rental_subsidy_type,
    enrollment.length_of_stay,
    enrollment.previous_street_essh,
    enrollment.date_to_street_essh,
    enrollment.times_homeless_past_three_years,
    enrollment.months_homeless_past_three_years,
    enrollment.disabling_condition,
    enrollment.source_file,
    enrollment.source_line,
    project.project_type,
    project.rrh_sub_type,
    project.continuum_project,
    project.operating_start_date,
    project.operating_end_date,
    case when project.project_type = 13 and project.rrh_sub_type = 1 then 15 else project.project_type end as lsa_project_type
from {{ ref('hmis_enrollment') }} as enrollment
inner join {{ ref('hmis_client') }} as client
    on enrollment.affiliate_id = client.affiliate_id and enrollment.personal_id = client.personal_id
inner join {{ source('record', 'identity_link') }} as link
    on {{ record_key('hmis', 'enrollment.affiliate_id', 'enrollment.personal_id') }} = link.record_key
inner join {{ ref('hmis_project') }} as project
    on enrollment.affiliate_id = project.affiliate_id and enrollment.project_id = project.project_id
left join exits as leaving
    on enrollment.affiliate_id = leaving.affiliate_id
    and enrollment.enrollment_id = leaving.enrollment_id
    and leaving.newest = 1
where not enrollment.is_deleted and not client.is_deleted and not project.is_deleted
